use rstest::rstest;

use super::*;

const NCAT: Netcat = Netcat::Ncat("nc");

fn told_by(netcat: Netcat, talk: &str, role: Role) -> ByHand {
    let talk = crate::talk::text::parse(talk, 1).expect("it is a talk");
    let setting = Setting {
        role,
        start: "./program 127.0.0.1:9999",
        netcat,
    };
    tell(&talk, setting, None)
}

/// What is to be done, as a reader sees it.
fn lines(told: &ByHand) -> Vec<String> {
    let written = told.moves.iter().map(|one| {
        let command = one.command.as_ref();
        let command = command.map_or_else(String::new, |command| format!(" $ {command}"));
        format!("{}: {}{command}", one.terminal, one.what)
    });
    written.collect()
}

fn told(talk: &str, role: Role) -> Vec<String> {
    lines(&told_by(NCAT, talk, role))
}

const START: &str = "0: start the server, and go on once it shows  listening on 127.0.0.1:9999 \
                     $ ./program 127.0.0.1:9999";

#[test]
fn lines_are_typed_and_ctrl_d_ends_them() {
    let talk = "1 connect\n1 > \"hello\\n\"\n1 < \"hello\\n\"\n1 finish\n1 < end\n";
    assert_eq!(
        told(talk, Role::Server),
        [
            START,
            "1: start client 1 $ nc 127.0.0.1 9999",
            "1: type  hello",
            "1: it should show  hello",
            "1: press Ctrl-D: nothing more is sent",
            "1: it should end, since the server closes the connection",
        ]
    );
    assert!(told_by(NCAT, talk, Role::Server).remarks.is_empty());
}

#[test]
fn other_bytes_come_from_printf_and_are_shown_by_od() {
    let told = told_by(
        NCAT,
        "1 connect\n1 > \"a\\0\"\n1 < \"a\\0\"\n1 close\n",
        Role::Server,
    );
    assert_eq!(
        lines(&told)[1..],
        [
            format!(
                "1: start client 1 $ {{ read -r _; printf 'a\\000'; cat; }} | nc 127.0.0.1 9999 | \
                 {OD}"
            ),
            "1: press Enter, which sends  61 00".to_owned(),
            "1: it should show  61 00".to_owned(),
            "1: press Ctrl-C: it closes the connection".to_owned(),
        ]
    );
    assert_eq!(told.remarks.len(), 2, "{told:?}");
}

#[test]
fn who_finishes_right_behind_the_last_bytes_does_not_type() {
    assert_eq!(
        told(
            "1 connect\n1 > count 20000\n1 finish\n1 < count 20000\n1 < end\n",
            Role::Server
        )[1..],
        [
            "1: start client 1 $ { read -r _; seq 20000 | head -c 20000; } | nc 127.0.0.1 9999",
            "1: press Enter, which sends the lines 1, 2, 3 and so on up to 4221 and the beginning of the \
             next, 42: 20000 bytes in all, and then no more",
            "1: it should show the lines 1, 2, 3 and so on up to 4221 and the beginning of the next, \
             42: 20000 bytes in all",
            "1: it should end, since the server closes the connection",
        ]
    );
}

#[test]
fn a_reset_is_pythons() {
    let told = told_by(
        NCAT,
        "1 connect\n1 > \"it's\"\n1 < \"it's\"\n1 reset\n2 connect\n2 close\n",
        Role::Server,
    );
    let written = lines(&told);
    assert!(written[1].contains("SO_LINGER"), "{written:?}");
    assert!(written[1].contains("b\"it\\x27s\""), "{written:?}");
    assert_eq!(
        written[2..],
        [
            "1: press Enter, which sends \"it's\"",
            "1: press Enter: it should show  b\"it's\"",
            "1: press Enter: it breaks the connection (RST)",
            "2: start client 2 $ nc 127.0.0.1 9999",
            "2: press Ctrl-C: it closes the connection",
        ]
    );
    assert!(told.remarks[0].contains("`nc` cannot reset"), "{told:?}");
}

#[rstest]
#[case::with_a_connection("program > \"hi\\n\"\n1 accept\n1 < \"hi\\n\"\n")]
#[case::before_one("program > \"exit\\n\"\nprogram exit 0\n")]
fn a_server_listens_before_the_client_starts(#[case] talk: &str) {
    let told = told(talk, Role::Client);
    assert_eq!(
        told[..2],
        [
            "1: start what is the server here; it waits for the client $ nc -l 127.0.0.1 9999",
            "0: start the client $ ./program 127.0.0.1:9999",
        ]
    );
    assert!(told[2].starts_with("0: type  "), "{told:?}");
}

#[rstest]
#[case::openbsds(Netcat::OpenBsd, "$ nc -N 127.0.0.1 9999", "press Ctrl-D: ")]
#[case::traditional(Netcat::Traditional, "SHUT_WR", "press Enter: nothing more")]
#[case::none(Netcat::Missing, "SHUT_WR", "press Enter: nothing more")]
fn what_is_typed_is_for_the_nc_that_is_there(
    #[case] netcat: Netcat,
    #[case] start: &str,
    #[case] finish: &str,
) {
    let told = told_by(netcat, "1 connect\n1 finish\n1 < end\n", Role::Server);
    let written = lines(&told);
    assert!(written[1].contains(start), "{written:?}");
    assert!(written[2].contains(finish), "{written:?}");
    let installs = told.remarks.iter().any(|one| one.contains("`ncat`"));
    assert_eq!(installs, netcat != Netcat::OpenBsd, "{told:?}");
}

#[rstest]
#[case::seen(2, "it should show  a")]
#[case::done(3, "press Ctrl-D: nothing more is sent")]
fn the_step_at_which_it_failed_is_marked(#[case] step: usize, #[case] what: &str) {
    let source = "1 connect\n1 > \"a\\n\"\n1 < \"a\\n\"\n1 finish\n1 < end\n";
    let talk = crate::talk::text::parse(source, 1).expect("it is a talk");
    let setting = Setting {
        role: Role::Server,
        start: "./program",
        netcat: NCAT,
    };
    let fault = Fault {
        step,
        told: "it got \"b\"".to_owned(),
    };
    let told = tell(&talk, setting, Some(&fault));
    let marked: Vec<&Move> = told
        .moves
        .iter()
        .filter(|one| one.went_wrong.is_some())
        .collect();
    let [marked] = marked[..] else {
        panic!("{told:?}");
    };
    assert_eq!(marked.what, what);
    assert_eq!(marked.went_wrong.as_ref(), Some(&fault.told));
}

#[rstest]
#[case::start("^listening on ", Some("listening on"))]
#[case::more("^error: .+", None)]
#[case::anywhere("error", None)]
fn a_simple_expression_is_told_in_words(#[case] regex: &str, #[case] start: Option<&str>) {
    assert_eq!(plain_start(regex), start);
}
