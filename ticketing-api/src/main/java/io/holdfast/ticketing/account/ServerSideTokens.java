package io.holdfast.ticketing.account;

import io.quarkus.oidc.AuthorizationCodeTokens;
import io.quarkus.oidc.OidcRequestContext;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.TokenStateManager;
import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.quarkus.redis.datasource.keys.ReactiveKeyCommands;
import io.quarkus.redis.datasource.value.ReactiveValueCommands;
import io.quarkus.security.AuthenticationCompletionException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Keeps a session's tokens on the server: Redis has them encrypted, the browser's cookie has the key. Neither alone
/// tells anything. After a flush of Redis people sign in again, which their identity provider does silently.
@ApplicationScoped
@Alternative
@Priority(1)
class ServerSideTokens implements TokenStateManager {

    private static final Duration KEPT = Duration.ofDays(7);

    private final ReactiveValueCommands<String, String> values;
    private final ReactiveKeyCommands<String> keys;
    private final String prefix;
    private final SecureRandom random = new SecureRandom();

    ServerSideTokens(
            ReactiveRedisDataSource redis, @ConfigProperty(name = "holdfast.redis.prefix") Optional<String> prefix) {
        this.values = redis.value(String.class);
        this.keys = redis.key();
        this.prefix = prefix.orElse("") + "ta:session:";
    }

    @Override
    public Uni<String> createTokenState(
            RoutingContext route,
            OidcTenantConfig tenant,
            AuthorizationCodeTokens tokens,
            OidcRequestContext<String> context) {
        var secret = new byte[32];
        random.nextBytes(secret);
        var state = new JsonObject()
                .put("id", tokens.getIdToken())
                .put("access", tokens.getAccessToken())
                .put("refresh", tokens.getRefreshToken());
        return values.setex(nameOf(secret), KEPT.toSeconds(), encrypted(secret, state.encode()))
                .replaceWith(Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    @Override
    public Uni<AuthorizationCodeTokens> getTokens(
            RoutingContext route,
            OidcTenantConfig tenant,
            String cookie,
            OidcRequestContext<AuthorizationCodeTokens> context) {
        var secret = secretIn(cookie);
        return values.get(nameOf(secret)).map(stored -> {
            if (stored == null) {
                throw new AuthenticationCompletionException("the session is over");
            }
            var state = new JsonObject(decrypted(secret, stored));
            return new AuthorizationCodeTokens(
                    state.getString("id"), state.getString("access"), state.getString("refresh"));
        });
    }

    @Override
    public Uni<Void> deleteTokens(
            RoutingContext route, OidcTenantConfig tenant, String cookie, OidcRequestContext<Void> context) {
        return keys.del(nameOf(secretIn(cookie))).replaceWithVoid();
    }

    private static byte[] secretIn(String cookie) {
        try {
            return Base64.getUrlDecoder().decode(cookie);
        } catch (IllegalArgumentException e) {
            throw new AuthenticationCompletionException("this is no session");
        }
    }

    private String nameOf(byte[] secret) {
        return prefix + HexFormat.of().formatHex(derived("name", secret), 0, 16);
    }

    private String encrypted(byte[] secret, String text) {
        try {
            var nonce = new byte[12];
            random.nextBytes(nonce);
            var sealed = cipher(Cipher.ENCRYPT_MODE, secret, nonce).doFinal(text.getBytes(StandardCharsets.UTF_8));
            var all = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
            return Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String decrypted(byte[] secret, String sealed) {
        try {
            var all = Base64.getDecoder().decode(sealed);
            var cipher = cipher(Cipher.DECRYPT_MODE, secret, Arrays.copyOf(all, 12));
            return new String(cipher.doFinal(all, 12, all.length - 12), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new AuthenticationCompletionException("this session does not open");
        }
    }

    private static Cipher cipher(int mode, byte[] secret, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(derived("key", secret), "AES"), new GCMParameterSpec(128, nonce));
        return cipher;
    }

    private static byte[] derived(String purpose, byte[] secret) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(purpose.getBytes(StandardCharsets.UTF_8));
            return digest.digest(secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
