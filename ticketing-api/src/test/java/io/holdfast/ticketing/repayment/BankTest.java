package io.holdfast.ticketing.repayment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BankTest {

    @ParameterizedTest
    @ValueSource(strings = {"ko", "en"})
    void every_bank_and_no_other_has_a_name_on_the_page_in(String language) throws IOException {
        assertThat(codes("words/%s.ts".formatted(language), "'bank\\.(\\d{2})': '[^']+'"))
                .containsExactlyInAnyOrderElementsOf(banks());
    }

    @Test
    void every_bank_and_no_other_can_be_chosen_on_the_page() throws IOException {
        assertThat(codes("parts/refundaccount.ts", "'(\\d{2})'")).containsExactlyInAnyOrderElementsOf(banks());
    }

    private static Iterable<String> banks() {
        return Arrays.stream(Bank.values()).map(Bank::code).toList();
    }

    private static Stream<String> codes(String source, String pattern) throws IOException {
        try (var text = Objects.requireNonNull(BankTest.class.getResourceAsStream("/web/app/" + source))) {
            return Pattern.compile(pattern)
                    .matcher(new String(text.readAllBytes(), StandardCharsets.UTF_8))
                    .results()
                    .map(found -> found.group(1));
        }
    }
}
