//! Maps and sets that hash are those of `std` in all but their order, which is the same each time.

use roundtrip_std::collections::hash_map::Entry;
use roundtrip_std::collections::{HashMap, HashSet};

#[test]
fn a_map_has_one_order() {
    let fill = || (0..1000).map(|number| (number, ())).collect();
    let [one, other]: [HashMap<u32, ()>; 2] = [fill(), fill()];
    assert!(one.keys().eq(other.keys()));
    assert!(one.into_keys().eq(other.into_keys()));
}

/// As a scenario has them: the same names but for a number.
#[test]
fn names_with_a_number_have_one_order() {
    let order = |number: usize| -> Vec<char> {
        let names = ('a'..='z').map(|name| (format!("{name}{number}"), name));
        HashMap::<String, char>::from_iter(names)
            .into_values()
            .collect()
    };
    let first = order(0);
    assert!((1..200).all(|number| order(number) == first));
}

#[test]
fn a_set_has_one_order() {
    let fill = || (0..1000).collect();
    let [one, other]: [HashSet<u32>; 2] = [fill(), fill()];
    assert!(one.iter().eq(&other));
}

#[test]
fn a_map_does_what_a_map_does() {
    let mut map = HashMap::from([("a".to_owned(), 1)]);
    *map.entry("b".to_owned()).or_default() += 2;
    map.extend([("c".to_owned(), 3)]);
    for value in map.values_mut() {
        *value *= 10;
    }
    for (_, value) in &mut map {
        *value += 1;
    }
    assert!(matches!(map.entry("a".to_owned()), Entry::Occupied(_)));
    assert_eq!(map["b"], 21);
    let mut pairs: Vec<(String, i32)> = map.clone().into_iter().collect();
    pairs.sort();
    assert_eq!(
        pairs,
        [
            ("a".to_owned(), 11),
            ("b".to_owned(), 21),
            ("c".to_owned(), 31)
        ]
    );
    assert_eq!(map, pairs.into_iter().collect());
}

#[test]
fn a_set_does_what_a_set_does() {
    let mut set: HashSet<&str> = ["a", "b"].into();
    assert!(set.insert("c") && !set.insert("a"));
    let others = HashSet::from(["b", "d"]);
    assert!(set.intersection(&others).eq(["b"].iter()));
    assert_eq!(set.into_iter().count(), 3);
}
