package io.holdfast.ticketing.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Chrome · Android | Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36",
                "Samsung Internet · Android | Mozilla/5.0 (Linux; Android 14) SamsungBrowser/23.0 Chrome/115.0 Safari/537",
                "Safari · iPhone | Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
                "Chrome · iPhone | Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) CriOS/120.0 Safari/604.1",
                "Edge · Windows | Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120.0 Safari/537.36 Edg/120.0",
                "Whale · Windows | Mozilla/5.0 (Windows NT 10.0) Chrome/118.0 Whale/3.23 Safari/537.36",
                "Firefox · Linux | Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0",
                "Safari · macOS | Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.0 Safari/605.1.15"
            })
    void a_browser_is_named_so_that_its_owner_knows_it(String name, String userAgent) {
        assertThat(Device.named(userAgent)).isEqualTo(name);
    }

    @Test
    void what_a_browser_says_beyond_that_is_not_kept() {
        assertThat(Device.named("<script>alert(1)</script> curl/8")).isEmpty();
        assertThat(Device.named(null)).isEmpty();
    }
}
