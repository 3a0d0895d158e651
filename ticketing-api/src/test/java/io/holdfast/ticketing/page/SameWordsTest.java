package io.holdfast.ticketing.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.qute.i18n.Message;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The server draws a page first and the components draw it again: they say the same.
class SameWordsTest {

    private static final Pattern WORD = Pattern.compile("(?m)^\\s+(?:'([^']+)'|(\\w+)): '((?:[^'\\\\]|\\\\.)*)',$");
    private static final Pattern CASE = Pattern.compile("\\{#case '(\\w+)'}([^{]+)");

    @ParameterizedTest
    @CsvSource({"ko, io.holdfast.ticketing.page.Messages", "en, io.holdfast.ticketing.page.EnglishMessages"})
    void the_server_and_the_components_say_the_same(String language, Class<?> messages) throws IOException {
        // Given
        var words = words(language);

        // When
        Map<String, String> said = new HashMap<>();
        Arrays.stream(messages.getDeclaredMethods()).forEach(method -> said.putAll(said(method)));

        // Then
        said.keySet().retainAll(words.keySet());
        assertThat(said).hasSizeGreaterThan(60);
        assertThat(words).containsAllEntriesOf(said);
    }

    private static Map<String, String> said(Method method) {
        var message = method.getAnnotation(Message.class);
        if (message == null) {
            return Map.of();
        }
        var prefix =
                switch (method.getName()) {
                    case "category" -> "category.";
                    case "regionName" -> "region.";
                    case "saleStateOf" -> "state";
                    default -> null;
                };
        if (prefix == null) {
            return Map.of(method.getName(), message.value());
        }
        Map<String, String> cases = new HashMap<>();
        CASE.matcher(message.value()).results().forEach(one -> cases.put(prefix + one.group(1), one.group(2)));
        return cases;
    }

    private static Map<String, String> words(String language) throws IOException {
        var file = Files.readString(Path.of("src/main/resources/web/app/words", language + ".ts"));
        Map<String, String> words = new HashMap<>();
        WORD.matcher(file)
                .results()
                .forEach(one -> words.put(
                        one.group(1) == null ? one.group(2) : one.group(1),
                        one.group(3).replace("\\'", "'")));
        return words;
    }
}
