package io.holdfast.contracts.personal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.id.CustomerId;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {

    private final Seal seal = new Seal(key(1));
    private final CustomerId ann = CustomerId.next();
    private final CustomerId bob = CustomerId.next();
    private final Contact annsContact = new Contact("Ann", "+821012345678", "ann@example.org", "ko");

    private static String key(int filling) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) filling);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void what_was_sealed_opens_for_the_same_customer() {
        var sealed = seal.seal(ann, annsContact);

        assertThat(seal.open(ann, sealed)).isEqualTo(annsContact);
    }

    @Test
    void nothing_can_be_read_from_outside_and_no_two_seals_look_alike() {
        var first = seal.seal(ann, annsContact);
        var second = seal.seal(ann, annsContact);

        assertThat(first).isNotEqualTo(second);
        assertThat(new String(Base64.getDecoder().decode(first), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("Ann", "8210", "example");
        assertThat(annsContact).hasToString("Contact[…]");
    }

    @Test
    void one_sealed_by_a_newer_release_that_says_more_still_opens() {
        var customer = CustomerId.fromString("01920000-0000-7000-8000-000000000005");
        var sealed = "AbCAbGT525N6epVh8Q72H2bcS5sQezPYH+9zp/xBpKIQuVr5Hkz7o7jZGZLIVOh86wbhFOyl3IBV8sURwnNJ+wNt"
                + "Wve28ThgA3RUUvu/YXtcG1fZbrl3NXcDkx6kieRBR9exgrp3xF+qBCNsinr7q6X3kbFz6vc2klJIAZ67H3qoSxZF";

        assertThat(new Seal(key(0)).open(customer, sealed)).isEqualTo(annsContact);
    }

    @Test
    void put_into_another_customers_row_it_does_not_open() {
        var sealed = seal.seal(ann, annsContact);

        assertThatThrownBy(() -> seal.open(bob, sealed)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void with_another_key_it_does_not_open() {
        var sealed = seal.seal(ann, annsContact);

        assertThatThrownBy(() -> new Seal(key(2)).open(ann, sealed)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void altered_anywhere_it_does_not_open() {
        var sealed = Base64.getDecoder().decode(seal.seal(ann, annsContact));

        for (var place = 0; place < sealed.length; place++) {
            var altered = sealed.clone();
            altered[place] ^= 1;
            var text = Base64.getEncoder().encodeToString(altered);
            assertThatThrownBy(() -> seal.open(ann, text))
                    .as("byte %d", place)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AQ==", "AQAAAAAAAAAAAAAAAA==", "not Base64!", "ann@example.org"})
    void what_was_never_sealed_does_not_open(String text) {
        assertThatThrownBy(() -> seal.open(ann, text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c2hvcnQ=", "not Base64!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=="})
    void a_key_that_is_not_32_bytes_is_refused(String key) {
        assertThatThrownBy(() -> new Seal(key)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "010-1234-5678, 01012345678",
        "010 1234 5678, 01012345678",
        "(010)1234.5678, 01012345678",
        "０１０-１２３４-５６７８, 01012345678",
        "+82 10-1234-5678, +821012345678",
        "+82 10 1234 5678, 010-1234-5678",
        "+82 010 1234 5678, 01012345678"
    })
    void a_phone_number_is_found_however_it_was_typed(String typed, String stored) {
        assertThat(seal.phoneIndex(typed)).isEqualTo(seal.phoneIndex(stored));
    }

    @ParameterizedTest
    @CsvSource({
        "Ann@Example.ORG, ann@example.org",
        "' ann@example.org ', ann@example.org",
        "ａnn@example.org, ann@example.org"
    })
    void an_address_is_found_however_it_was_typed(String typed, String stored) {
        assertThat(seal.emailIndex(typed)).isEqualTo(seal.emailIndex(stored));
    }

    @Test
    void different_people_are_found_apart_and_only_with_the_key() {
        assertThat(seal.phoneIndex("01012345678")).isNotEqualTo(seal.phoneIndex("01012345679"));
        assertThat(seal.emailIndex("ann@example.org")).isNotEqualTo(seal.emailIndex("bob@example.org"));
        assertThat(seal.emailIndex("01012345678")).isNotEqualTo(seal.phoneIndex("01012345678"));
        assertThat(new Seal(key(2)).phoneIndex("01012345678")).isNotEqualTo(seal.phoneIndex("01012345678"));
    }

    @Test
    void an_account_opens_for_its_customer_and_for_nobody_else() {
        var account = new RefundAccount("88", "11012345678", "이앤");
        var sealed = seal.sealAccount(ann, account);

        assertThat(seal.openAccount(ann, sealed)).isEqualTo(account);
        assertThatThrownBy(() -> seal.openAccount(bob, sealed)).isInstanceOf(IllegalArgumentException.class);
        assertThat(account).hasToString("RefundAccount[…]");
    }

    @Test
    void an_account_does_not_open_as_a_contact_nor_a_contact_as_an_account() {
        var account = seal.sealAccount(ann, new RefundAccount("88", "11012345678", "이앤"));
        var contact = seal.seal(ann, annsContact);

        assertThatThrownBy(() -> seal.open(ann, account)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> seal.openAccount(ann, contact)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_account_is_recognised_only_for_the_same_customer() {
        var account = new RefundAccount("88", "11012345678", "이앤");

        assertThat(seal.accountIndex(ann, account))
                .isEqualTo(seal.accountIndex(ann, new RefundAccount("88", "11012345678", "이앤")))
                .isNotEqualTo(seal.accountIndex(ann, new RefundAccount("88", "11012345679", "이앤")))
                .isNotEqualTo(seal.accountIndex(bob, account));
    }
}
