package io.holdfast.contracts.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.account.SignedAccount.Account;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedAccountTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant LATER = NOON.plus(Duration.ofMinutes(15));

    private static final Subject HERE = Subject.browser(Browser.newSecret());
    private static final Subject ELSEWHERE = Subject.browser(Browser.newSecret());

    private final SignedAccount accounts = new SignedAccount("a key that has at least 32 characters");
    private final CustomerId ann = CustomerId.next();
    private final CustomerId bob = CustomerId.next();

    @Test
    void a_signed_account_is_read_until_it_ends() {
        var cookie = accounts.sign(ann, LATER);

        assertThat(accounts.read(cookie, NOON).map(Account::customer)).contains(ann);
        assertThat(accounts.read(cookie, LATER.minusMillis(1)).map(Account::customer))
                .contains(ann);
        assertThat(accounts.read(cookie, LATER)).isEmpty();
    }

    @Test
    void it_says_which_sign_in_it_belongs_to() {
        var session = new SessionId(UUID.randomUUID());

        assertThat(accounts.read(accounts.sign(ann, session, LATER), NOON).flatMap(Account::session))
                .contains(session);
        assertThat(accounts.read(accounts.sign(ann, LATER), NOON).flatMap(Account::session))
                .isEmpty();
    }

    @Test
    void it_fits_into_a_cookie_as_it_is() {
        assertThat(accounts.sign(ann, new SessionId(UUID.randomUUID()), LATER))
                .matches("[A-Za-z0-9._-]+")
                .hasSizeLessThan(200);
    }

    @Test
    void one_signed_with_another_key_is_nobodys() {
        var forged = new SignedAccount("another key of at least 32 characters").sign(ann, LATER);

        assertThat(accounts.read(forged, NOON)).isEmpty();
    }

    @Test
    void one_with_another_name_in_it_is_nobodys() {
        var altered = accounts.sign(ann, LATER).replace(ann.toString(), bob.toString());

        assertThat(accounts.read(altered, NOON)).isEmpty();
    }

    @Test
    void one_made_to_last_longer_is_nobodys() {
        var until = String.valueOf(LATER.getEpochSecond());
        var altered = accounts.sign(ann, LATER).replace(until, "9" + until);

        assertThat(accounts.read(altered, NOON)).isEmpty();
    }

    @Test
    void altered_in_any_character_it_is_nobodys() {
        var cookie = accounts.sign(ann, LATER);

        for (var place = 0; place < cookie.length(); place++) {
            var altered = new StringBuilder(cookie);
            altered.setCharAt(place, cookie.charAt(place) == 'x' ? 'y' : 'x');
            assertThat(accounts.read(altered.toString(), NOON))
                    .as("%s", altered)
                    .isEmpty();
        }
    }

    @Test
    void guests_are_read_in_the_browser_they_were_proven_in_until_it_ends() {
        var cookie = accounts.signGuests(HERE, List.of(ann, bob), LATER);

        assertThat(accounts.readGuests(HERE, cookie, NOON)).containsExactly(ann, bob);
        assertThat(accounts.readGuests(HERE, cookie, LATER)).isEmpty();
        assertThat(accounts.readGuests(ELSEWHERE, cookie, NOON)).isEmpty();
        assertThat(accounts.readGuests(
                        HERE, cookie.replace(bob.toString(), CustomerId.next().toString()), NOON))
                .isEmpty();
    }

    @Test
    void a_guest_is_nobody_who_has_signed_in_and_the_other_way_around() {
        assertThat(accounts.read(accounts.signGuests(HERE, List.of(ann), LATER), NOON))
                .isEmpty();
        assertThat(accounts.readGuests(HERE, accounts.sign(ann, LATER), NOON)).isEmpty();
    }

    @Test
    void as_many_guests_as_there_may_be_fit_into_a_cookie() {
        var guests = Stream.generate(CustomerId::next)
                .limit(SignedAccount.MOST_GUESTS)
                .toList();

        var cookie = accounts.signGuests(HERE, guests, LATER);

        assertThat(cookie).matches("[A-Za-z0-9._-]+").hasSizeLessThan(1_000);
        assertThat(accounts.readGuests(HERE, cookie, NOON)).isEqualTo(guests);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "a..c", ".1.", "😀.1.x", "null"})
    void what_is_no_account_is_nobodys(String cookie) {
        assertThat(accounts.read(cookie, NOON)).isEmpty();
    }

    @Test
    void a_very_long_cookie_is_not_even_looked_at() {
        assertThat(accounts.read("a." + "1".repeat(10_000) + ".c", NOON)).isEmpty();
    }

    @Test
    void a_short_key_is_refused() {
        assertThatThrownBy(() -> new SignedAccount("x".repeat(31))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_browser_is_told_apart_without_giving_its_secret_away() {
        var secret = Browser.newSecret();

        var subject = Subject.browser(secret);

        assertThat(Browser.isSecret(secret)).isTrue();
        assertThat(subject).isEqualTo(Subject.browser(secret)).isNotEqualTo(Subject.browser(Browser.newSecret()));
        assertThat(subject.value()).startsWith("b:").hasSize(24).doesNotContain(secret);
        assertThat(Subject.member(ann).value()).isEqualTo("a:" + ann);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "short", "AAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA\n"})
    void what_no_browser_was_given_is_no_secret(String text) {
        assertThat(Browser.isSecret(text)).isFalse();
    }
}
