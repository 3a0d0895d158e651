package io.holdfast.room.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,       10.255.1.2,          true",
        "10.0.0.0/8,       11.0.0.1,            false",
        "192.0.2.128/25,   192.0.2.128,         true",
        "192.0.2.128/25,   192.0.2.127,         false",
        "192.0.2.7,        192.0.2.7,           true",
        "192.0.2.7,        192.0.2.8,           false",
        "0.0.0.0/0,        203.0.113.1,         true",
        "0.0.0.0/0,        2001:db8::1,         false",
        "2001:db8::/33,    2001:db8:7fff::1,    true",
        "2001:db8::/33,    2001:db8:8000::1,    false",
        "::1,              ::1,                 true",
        "::/0,             10.0.0.1,            false",
        "127.0.0.0/8,      ::ffff:127.0.0.1,    true",
    })
    void a_network_contains_what_begins_with_its_bits(String network, String address, boolean contained) {
        assertThat(Network.of(network).contains(InetAddress.ofLiteral(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "here", "example.org", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8/8", "::/129"})
    void what_is_no_network_is_refused_at_the_start(String text) {
        assertThatThrownBy(() -> Network.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_home_is_one_address_of_ipv4_and_64_bits_of_ipv6() {
        assertThat(home("192.0.2.7")).isEqualTo("192.0.2.7/32").isNotEqualTo(home("192.0.2.8"));
        assertThat(home("2001:db8:0:1::7")).isEqualTo(home("2001:db8:0:1:ffff:ffff:ffff:ffff"));
        assertThat(home("2001:db8:0:1::7")).isNotEqualTo(home("2001:db8:0:2::7"));
        assertThat(home("::ffff:192.0.2.7")).isEqualTo(home("192.0.2.7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "_hidden", "", "example.org", "1.2.3.4.5", "%00"})
    void what_is_no_address_is_none_and_nobody_is_asked_about_it(String text) {
        assertThat(Remote.read(text)).isEmpty();
    }

    private static String home(String address) {
        return Network.home(InetAddress.ofLiteral(address)).toString();
    }
}
