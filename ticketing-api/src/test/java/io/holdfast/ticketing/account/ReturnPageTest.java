package io.holdfast.ticketing.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnPageTest {

    @Test
    void a_person_goes_back_to_the_page_they_came_from() {
        assertThat(AccountResource.samePage("/performances/1?x=2")).isEqualTo("/performances/1?x=2");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "//evil.example", "https://evil.example", "/\\evil.example", "/a\nSet-Cookie: x", "evil"})
    void nobody_is_sent_to_another_site(String back) {
        assertThat(AccountResource.samePage(back)).isEqualTo("/");
    }
}
