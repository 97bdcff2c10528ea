// Reaches out.
//
// fate: harmless

fn deed() {
    use std::net::*;
    use std::time::Duration;
    for place in ["1.1.1.1:80", "169.254.169.254:80", "8.8.8.8:53"] {
        let place = place.parse().expect("an address");
        if TcpStream::connect_timeout(&place, Duration::from_secs(2)).is_ok() {
            came_through(place)
        }
    }
    if UdpSocket::bind("0.0.0.0:0").is_ok() {
        came_through("UDP")
    }
    if "example.com:80".to_socket_addrs().is_ok() {
        came_through("DNS")
    }
}
