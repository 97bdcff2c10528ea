// Takes the ports of others.
//
// fate: harmless

fn deed() {
    let ports =
        (1025..3000).filter_map(|port| std::net::TcpListener::bind(("127.0.0.1", port)).ok());
    std::mem::forget(ports.collect::<Vec<_>>());
}
