package io.holdfast.helm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A validator that lets everything through would make every other test here green.
class StrictObjectsTest {

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: shop
            spec:
              replicas: 2
              selector: {}
              template:
                spec:
                  containers:
                    - name: shop
                      resources:
                        limits: {memory: 12Mi}
            """;

    @Test
    void a_sound_object_is_taken() {
        assertThat(StrictObjects.fault(deployment())).isEmpty();
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
                    replicas: 2        | replicas: two
                    selector: {}       | selectors: {}
                    '- name: shop'     | '- image: shop'
                    'resources:'       | 'resource:'
                    memory: 12Mi       | memory: 12 MB
                    selector: {}       | selector: []
                    apps/v1            | apps/v9
                    """)
    void an_unsound_object_is_refused(String sound, String unsound) {
        var yaml = DEPLOYMENT.replace(sound, unsound);

        assertThat(StrictObjects.fault(Rendered.all(yaml).getFirst())).isPresent();
    }

    private static Rendered deployment() {
        return Rendered.all(DEPLOYMENT).getFirst();
    }
}
