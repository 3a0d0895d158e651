package io.holdfast.ticketing.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/// The committed API document. After a change of the API it is written anew by the command in
/// `src-docs/api/resources.md`.
@HouseTest
class ApiDocumentTest {

    @TestHTTPResource(value = "/openapi?format=json", management = true)
    URI document;

    @Test
    void the_committed_document_says_what_the_service_does() throws IOException {
        // Given
        var served = read();
        if (Boolean.getBoolean("holdfast.api-document.renew")) {
            OpenApi.write(OpenApi.canonical(served));
        }

        // When
        var committed = Files.readString(OpenApi.COMMITTED);

        // Then
        assertThat(committed)
                .as("src-docs/api/openapi.json is out of date; src-docs/api/resources.md tells how to renew it")
                .isEqualTo(OpenApi.canonical(served));
    }

    @Test
    void the_order_in_which_classes_are_read_does_not_matter() throws IOException {
        // Given
        var once = OpenApi.canonical(read());

        // When
        var twice = OpenApi.canonical(once.getBytes(java.nio.charset.StandardCharsets.UTF_8));

        // Then
        assertThat(twice).isEqualTo(once);
    }

    @Test
    void it_is_not_public() {
        RestAssured.given().get("/q/openapi").then().statusCode(404);
    }

    private byte[] read() throws IOException {
        try (var in = document.toURL().openStream()) {
            return in.readAllBytes();
        }
    }
}
