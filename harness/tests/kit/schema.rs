//! Whether a document is what a JSON Schema says: as much of the language (draft 2020-12) as the
//! kit's own schemas use. A keyword that is not known here fails, so that nothing is believed to
//! be checked that is not.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

/// Keywords that describe and demand nothing.
const WORDS: [&str; 5] = ["$schema", "$id", "title", "description", "$defs"];

/// A folder of schemas that refer to each other by the names of their files.
pub struct Schemas {
    files: HashMap<String, Value>,
}

impl Schemas {
    pub fn read(folder: &Path) -> Schemas {
        let files = std::fs::read_dir(folder).expect("the schemas are there");
        let files = files.map(|file| {
            let path = file.expect("it can be listed").path();
            let text = std::fs::read(&path).expect("it can be read");
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let schema = serde_json::from_slice(&text);
            (
                name,
                schema.unwrap_or_else(|error| panic!("{}: {error}", path.display())),
            )
        });
        Schemas {
            files: files.collect(),
        }
    }

    /// What is wrong with a document, with the place of each fault.
    pub fn faults(&self, file: &str, document: &Value) -> Vec<String> {
        let mut faults = Vec::new();
        self.check(file, &self.files[file], document, "", &mut faults);
        faults
    }

    fn check(&self, file: &str, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
        let Some(keywords) = schema.as_object() else {
            if schema == &Value::Bool(false) {
                faults.push(format!("{at}: must not be there"));
            }
            return;
        };
        for (keyword, wanted) in keywords {
            let mut fault = |is_right: bool| {
                if !is_right {
                    faults.push(format!("{at}: {keyword} {wanted}, there is {value:.80}"));
                }
            };
            match keyword.as_str() {
                "type" => fault(match wanted {
                    Value::Array(types) => types.iter().any(|wanted| is_a(value, wanted)),
                    wanted => is_a(value, wanted),
                }),
                "const" => fault(value == wanted),
                "enum" => fault(wanted.as_array().is_some_and(|all| all.contains(value))),
                "minimum" => fault(value.as_f64() >= wanted.as_f64() || !value.is_number()),
                "minItems" => fault(length(value).is_none_or(|length| length >= count(wanted))),
                "maxItems" => fault(length(value).is_none_or(|length| length <= count(wanted))),
                "pattern" => fault(value.as_str().is_none_or(|text| {
                    let pattern = wanted.as_str().expect("a pattern is a string");
                    regex_lite::Regex::new(pattern)
                        .expect("a pattern")
                        .is_match(text)
                })),
                "required" => fault(value.as_object().is_none_or(|value| {
                    let mut keys = wanted.as_array().expect("a list").iter();
                    keys.all(|key| value.contains_key(key.as_str().expect("a name")))
                })),
                "anyOf" => {
                    let all = wanted.as_array().expect("a list");
                    let fits = all.iter().any(|schema| {
                        let mut faults = Vec::new();
                        self.check(file, schema, value, at, &mut faults);
                        faults.is_empty()
                    });
                    fault(fits);
                }
                "items" => {
                    for (place, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(file, wanted, item, &format!("{at}/{place}"), faults);
                    }
                }
                "properties" => {
                    for (key, schema) in wanted.as_object().expect("a map") {
                        if let Some(value) = value.get(key) {
                            self.check(file, schema, value, &format!("{at}/{key}"), faults);
                        }
                    }
                }
                "additionalProperties" => {
                    let known = keywords.get("properties").and_then(Value::as_object);
                    for (key, value) in value.as_object().into_iter().flatten() {
                        if known.is_none_or(|known| !known.contains_key(key)) {
                            self.check(file, wanted, value, &format!("{at}/{key}"), faults);
                        }
                    }
                }
                "$ref" => {
                    let reference = wanted.as_str().expect("a reference is a string");
                    let (name, place) = reference.split_once('#').unwrap_or((reference, ""));
                    let name = if name.is_empty() { file } else { name };
                    let schema = self.files[name].pointer(place);
                    let schema = schema.unwrap_or_else(|| panic!("{reference} is nowhere"));
                    self.check(name, schema, value, at, faults);
                }
                word if WORDS.contains(&word) => {}
                other => panic!("{file}: the keyword {other} is not known here"),
            }
        }
    }
}

fn is_a(value: &Value, wanted: &Value) -> bool {
    match wanted.as_str().expect("a type is a string") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no type: {other}"),
    }
}

fn length(value: &Value) -> Option<u64> {
    value.as_array().map(|items| items.len() as u64)
}

fn count(wanted: &Value) -> u64 {
    wanted.as_u64().expect("a count")
}
