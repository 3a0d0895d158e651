package io.holdfast.room.pass;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.PassFilter;
import com.sun.net.httpserver.HttpServer;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.contracts.pass.PassSigner;
import io.holdfast.room.Fan;
import io.holdfast.room.SalesTopic;
import io.holdfast.stack.process.Directories;
import io.holdfast.stack.process.Ports;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.Test;

/// A site that knows nothing of us, behind what src-docs/operating/in-front-of-your-site.md shows.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class InFrontOfASiteTest {

    private static final Path EXAMPLES = Path.of("../src-docs/examples/in-front-of-your-site");
    private static final String EXAMPLE_SALE = "01920000-0000-7000-8000-000000000003";

    @Inject
    Revocations revocations;

    @Test
    void a_request_with_a_good_pass_in_header_or_cookie_is_good() {
        // Given
        var sale = SalesTopic.open();
        var claimed = Fan.calledTo(sale).claims();
        String pass = claimed.path("pass");

        // When
        var byHeader = verified(sale, given().header("Holdfast-Pass", pass));
        var byCookie = verified(sale, given().cookie("hf_pass_" + sale, pass));
        var byShortCookie = verified(sale, given().cookie("hf_pass", pass));

        // Then
        assertThat(List.of(byHeader.statusCode(), byCookie.statusCode(), byShortCookie.statusCode()))
                .containsOnly(204);
        assertThat(byHeader.header("Holdfast-Session")).isNotEmpty();
        assertThat(byHeader.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void a_pass_comes_in_a_cookie_no_script_can_read() {
        // Given
        var sale = SalesTopic.open();
        var ann = Fan.calledTo(sale);

        // When
        var cookie = ann.claims().detailedCookie("hf_pass_" + sale);

        // Then
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(cookie.getSameSite()).isEqualTo("Lax");
        assertThat(cookie.getPath()).isEqualTo("/");
        assertThat(cookie.getMaxAge()).isBetween(590L, 600L);
        assertThat(cookie.isSecured()).isFalse();
        var byTls = given().header("X-Forwarded-Proto", "https")
                .header("Holdfast-Place", ann.place())
                .post("/api/sales/" + sale + "/passes");
        assertThat(byTls.detailedCookie("hf_pass_" + sale).isSecured()).isTrue();
    }

    @Test
    void a_request_without_a_good_pass_is_told_where_to_wait() {
        // Given
        var sale = SalesTopic.open();
        var now = Instant.now();
        String ofAnotherSale = Fan.calledTo(SalesTopic.open()).claims().path("pass");
        var forged = PassSigner.withKey(PassSigner.newKey("forged"));
        var ours = PassSigner.withKey(SalesTopic.config("holdfast.pass.private-key"));

        // When
        var answers = List.of(
                verified(sale, given()),
                verified(sale, given().header("Holdfast-Pass", "no pass")),
                verified(sale, given().header("Holdfast-Pass", ofAnotherSale)),
                verified(sale, given().header("Holdfast-Pass", forged.sign(pass(sale, now)))),
                verified(sale, given().header("Holdfast-Pass", ours.sign(pass(sale, now.minusSeconds(700))))));

        // Then
        assertThat(answers).extracting(Response::statusCode).containsOnly(401);
        assertThat(answers)
                .extracting(answer -> answer.header("Holdfast-Wait"))
                .containsOnly("/wait/" + sale + "?return=%2Fseats%3Frow%3DA%26seat%3D1");
        assertThat(verified(sale, given().header("Holdfast-Pass", ours.sign(pass(sale, now))))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void nobody_is_sent_back_to_another_site() {
        var sale = SalesTopic.open();

        for (var original :
                List.of("//evil.example/", "https://evil.example/", "/\\evil.example", "/" + "x".repeat(1000))) {
            assertThat(given().header("X-Original-URI", original)
                            .get("/api/sales/" + sale + "/passes/verification")
                            .header("Holdfast-Wait"))
                    .isEqualTo("/wait/" + sale + "?return=%2F");
        }
    }

    @Test
    void a_pass_taken_back_is_good_no_longer() {
        // Given
        var sale = SalesTopic.open();
        String pass = Fan.calledTo(sale).claims().path("pass");
        var session = verified(sale, given().header("Holdfast-Pass", pass)).header("Holdfast-Session");

        // When
        revocations.revoke(sale, session, Instant.now().plusSeconds(600));

        // Then
        await().untilAsserted(() -> assertThat(
                        verified(sale, given().header("Holdfast-Pass", pass)).statusCode())
                .isEqualTo(401));
    }

    @Test
    void a_proxy_that_hands_on_our_answer_is_given_one_for_the_visitor() {
        // Given
        var sale = SalesTopic.open();
        String pass = Fan.calledTo(sale).claims().path("pass");
        var asked = "/api/sales/" + sale + "/passes/verification/seats/a%20b?row=A&seat=1";

        // When
        var without =
                given().redirects().follow(false).urlEncodingEnabled(false).get(asked);
        var posted = given().redirects().follow(false).urlEncodingEnabled(false).post(asked);
        var with =
                given().header("Holdfast-Pass", pass).urlEncodingEnabled(false).post(asked);
        var root = given().header("Holdfast-Pass", pass).get("/api/sales/" + sale + "/passes/verification/");

        // Then
        assertThat(without.statusCode()).isEqualTo(302);
        assertThat(without.header("Location"))
                .endsWith("/wait/" + sale + "?return=%2Fseats%2Fa%2520b%3Frow%3DA%26seat%3D1");
        assertThat(posted.statusCode()).isEqualTo(302);
        assertThat(with.statusCode()).isEqualTo(200);
        assertThat(root.statusCode()).isEqualTo(200);
    }

    @Test
    void nginx_lets_in_who_has_a_pass_and_sends_others_to_wait() throws Exception {
        // Given
        var nginx = nginx();
        assumeTrue(
                nginx.isPresent(),
                "No nginx on this machine: its example is not tried. Install it (apt-get install" + " nginx-light).");
        var sale = SalesTopic.open();
        var directory = Directories.temporary("nginx-test");
        var port = Ports.free();
        var site = site();
        var process = start(
                nginx.get(),
                directory,
                Files.readString(EXAMPLES.resolve("nginx.conf"))
                        .replace("listen 127.0.0.1:80;", "listen 127.0.0.1:" + port + ";")
                        .replace(
                                "127.0.0.1:8080",
                                "127.0.0.1:" + site.getAddress().getPort())
                        .replace("127.0.0.1:8081", "127.0.0.1:" + SalesTopic.config("quarkus.http.port"))
                        .replace(EXAMPLE_SALE, sale.toString()));
        try {
            await().until(() -> Ports.answers(port));

            // When, Then
            itIsGuarded(port, sale);
            given().port(port).get("/wait/" + sale).then().statusCode(200);
            var claimed = given().port(port)
                    .header("Holdfast-Place", Fan.calledTo(sale).place())
                    .post("/api/sales/" + sale + "/passes");
            assertThat(given().port(port)
                            .cookies(claimed.cookies())
                            .get("/seats")
                            .asString())
                    .isEqualTo("the site");
        } finally {
            process.destroy();
            process.waitFor();
            site.stop(0);
            Directories.remove(directory);
        }
    }

    @Test
    void the_servlet_filter_lets_in_who_has_a_pass_and_sends_others_to_wait() throws Exception {
        // Given
        var sale = SalesTopic.open();
        var directory = Directories.temporary("tomcat-test");
        var tomcat = tomcat(directory, sale);
        try {
            tomcat.start();
            var port = tomcat.getConnector().getLocalPort();

            // When, Then
            itIsGuarded(port, sale);
        } finally {
            tomcat.stop();
            tomcat.destroy();
            Directories.remove(directory);
        }
    }

    @Test
    void the_filter_shown_is_the_one_that_was_tried() throws IOException {
        assertThat(EXAMPLES.resolve("PassFilter.java"))
                .hasSameTextualContentAs(Path.of("src/test/java/com/example/PassFilter.java"));
    }

    private void itIsGuarded(int port, SaleId sale) {
        var ann = Fan.calledTo(sale);
        String pass = ann.claims().path("pass");
        String ofAnotherSale = Fan.calledTo(SalesTopic.open()).claims().path("pass");
        var ours = PassSigner.withKey(SalesTopic.config("holdfast.pass.private-key"));
        var forged = PassSigner.withKey(PassSigner.newKey("forged")).sign(pass(sale, Instant.now()));
        var expired = ours.sign(pass(sale, Instant.now().minusSeconds(700)));
        var revocable = ours.sign(pass(sale, Instant.now()));

        assertThat(through(port, given()).statusCode()).isEqualTo(302);
        assertThat(through(port, given()).header("Location"))
                .isEqualTo("/wait/" + sale + "?return=%2Fseats%3Frow%3DA%26seat%3D1");
        assertThat(through(port, given().header("Holdfast-Pass", pass)).asString())
                .isEqualTo("the site");
        assertThat(through(port, given().cookie("hf_pass_" + sale, pass)).asString())
                .isEqualTo("the site");
        assertThat(through(port, given().cookie("hf_pass_" + sale, revocable)).asString())
                .isEqualTo("the site");
        for (var bad : List.of(ofAnotherSale, forged, expired, "no pass", pass + "x")) {
            assertThat(through(port, given().cookie("hf_pass_" + sale, bad)).statusCode())
                    .as(bad)
                    .isEqualTo(302);
        }
        revocations.revoke(sale, "1.7000.1", Instant.now().plusSeconds(600));
        await().untilAsserted(() -> assertThat(through(port, given().cookie("hf_pass_" + sale, revocable))
                        .statusCode())
                .isEqualTo(302));
    }

    private static Response through(int port, RequestSpecification request) {
        return request.port(port).redirects().follow(false).get("/seats?row=A&seat=1");
    }

    private static Response verified(SaleId sale, RequestSpecification request) {
        return request.header("X-Original-URI", "/seats?row=A&seat=1")
                .get("/api/sales/" + sale + "/passes/verification");
    }

    private static AdmissionPass pass(SaleId sale, Instant since) {
        return new AdmissionPass(sale, "b:ann", "1.7000.1", "1", since, since.plus(Duration.ofMinutes(10)));
    }

    private static HttpServer site() throws IOException {
        var site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (var body = exchange.getResponseBody()) {
                body.write("the site".getBytes(StandardCharsets.UTF_8));
            }
        });
        site.start();
        return site;
    }

    private static Optional<String> nginx() {
        return List.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx").stream()
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst();
    }

    private static Process start(String nginx, Path directory, String server) throws IOException {
        var conf = directory.resolve("nginx.conf");
        Files.writeString(conf, """
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log stderr;
                events {}
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    %s
                }
                """.formatted(server));
        return new ProcessBuilder(nginx, "-p", directory.toString(), "-c", conf.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private static Tomcat tomcat(Path directory, SaleId sale) {
        var tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        var site = tomcat.addContext("", new File(directory.toString()).getAbsolutePath());
        Tomcat.addServlet(site, "site", new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.getWriter().print("the site");
            }
        });
        site.addServletMappingDecoded("/*", "site");
        var filter = new FilterDef();
        filter.setFilterName("pass");
        filter.setFilter(new PassFilter());
        Map.of("sale", sale.toString(), "waiting-room", "http://127.0.0.1:" + SalesTopic.config("quarkus.http.port"))
                .forEach(filter::addInitParameter);
        site.addFilterDef(filter);
        var everything = new FilterMap();
        everything.setFilterName("pass");
        everything.addURLPattern("/*");
        site.addFilterMap(everything);
        return tomcat;
    }
}
