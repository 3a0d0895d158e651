package io.holdfast.room.pass;

import io.holdfast.contracts.pass.PassSigner;
import io.holdfast.contracts.pass.PassVerifier;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.EntityTag;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The public keys passes may be signed with: ours, and while keys change the next or the former one.
@ApplicationScoped
@Startup // a wrong key is said at the start, not to the first visitor
class PublishedKeys {

    private final String jwks;
    private final EntityTag tag;
    private final PassVerifier verifier;

    /// @param alsoPublished a JSON Web Key Set of public keys; may name ours too
    PublishedKeys(
            @ConfigProperty(name = "holdfast.pass.private-key") String privateJwk,
            @ConfigProperty(name = "holdfast.pass.also-published") Optional<String> alsoPublished) {
        var signer = PassSigner.withKey(privateJwk);
        this.jwks = alsoPublished.map(signer::publicKeys).orElseGet(signer::publicKeys);
        this.tag = Tags.of(jwks, false);
        this.verifier = new PassVerifier(jwks);
    }

    /// A JSON Web Key Set.
    String jwks() {
        return jwks;
    }

    EntityTag tag() {
        return tag;
    }

    /// Knows all of them.
    PassVerifier verifier() {
        return verifier;
    }
}
