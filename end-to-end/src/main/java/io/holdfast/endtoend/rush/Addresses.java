package io.holdfast.endtoend.rush;

import io.holdfast.endtoend.rush.RushOptions.WrongUsage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Where the house is.
///
/// @param url what people type, without a slash at the end
/// @param realm of the OIDC provider
/// @param gateway the payment gateway simulator's server API, to be asked at the end; absent: it is not asked
/// @param gatewaySecret what a server shows there
/// @param organiser who puts the sale on
public record Addresses(
        URI url, URI realm, @Nullable URI gateway, @Nullable String gatewaySecret, Organising organiser) {

    /// Of a house that `./holdfast up` has started.
    public Addresses(URI url, URI realm, @Nullable URI gateway, @Nullable String gatewaySecret) {
        this(url, realm, gateway, gatewaySecret, Organising.OLGA);
    }

    /// Who puts the sale on.
    public record Organising(String name, String password) {

        static final Organising OLGA = new Organising("olga", "olga-demo");

        /// Where the password is, so that it stands on no command line.
        static final String PASSWORD = "HOLDFAST_ORGANISER_PASSWORD";

        private static Organising named(@Nullable String name) {
            if (name == null) {
                return OLGA;
            }
            var password = System.getenv(PASSWORD);
            if (password == null) {
                throw new WrongUsage("The password of %s is expected in %s.".formatted(name, PASSWORD));
            }
            return new Organising(name, password);
        }

        /// Never prints the password.
        @Override
        public String toString() {
            return name;
        }
    }

    /// The note `./holdfast up` leaves in its data directory while it runs.
    static final String NOTE = "addresses.properties";

    /// What was typed; it wins over what the note says.
    record Given(
            @Nullable String url,
            @Nullable String realm,
            @Nullable String gateway,
            @Nullable String gatewaySecret,
            @Nullable String organiser) {

        Given withUrl(String value) {
            return new Given(value, realm, gateway, gatewaySecret, organiser);
        }

        Given withRealm(String value) {
            return new Given(url, value, gateway, gatewaySecret, organiser);
        }

        Given withGateway(String value) {
            return new Given(url, realm, value, gatewaySecret, organiser);
        }

        Given withGatewaySecret(String value) {
            return new Given(url, realm, gateway, value, organiser);
        }

        Given withOrganiser(String value) {
            return new Given(url, realm, gateway, gatewaySecret, value);
        }
    }

    /// @param data the data directory of the house
    /// @throws WrongUsage if it is neither typed nor noted
    static Addresses find(Given given, Path data) throws IOException {
        var note = new Properties();
        var file = data.resolve(NOTE);
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                note.load(in);
            }
        }
        var url = given.url() != null ? given.url() : note.getProperty("url");
        var realm = given.realm() != null ? given.realm() : note.getProperty("realm");
        if (url == null || realm == null) {
            throw new WrongUsage(
                    "No house is running here: start one with ./holdfast up, or say where it is with --url and --oidc.");
        }
        var gateway = given.gateway() != null ? given.gateway() : note.getProperty("gateway");
        var secret = given.gatewaySecret() != null ? given.gatewaySecret() : note.getProperty("gateway-secret");
        return new Addresses(
                bare(url),
                bare(realm),
                gateway == null ? null : bare(gateway),
                secret,
                Organising.named(given.organiser()));
    }

    private static URI bare(String text) {
        return URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
    }

    /// Never prints the secret.
    @Override
    public String toString() {
        return "Addresses[" + url + "]";
    }
}
