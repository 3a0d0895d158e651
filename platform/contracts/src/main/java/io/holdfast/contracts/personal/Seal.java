package io.holdfast.contracts.personal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.CustomerId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts contacts and refund accounts with AES-256-GCM (NIST SP 800-38D) and makes the blind index they are
/// found by.
///
/// What is sealed is bound to its customer: put into another customer's row it does not open. The index is an
/// HMAC-SHA256 of the normalised value, so equal values meet and nothing can be read from it without the key.
public final class Seal {

    private static final int NONCE = 12;

    /// A contact sealed by a newer release may say more than this one knows.
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final SecretKeySpec encryption;
    private final SecretKeySpec accounts;
    private final SecretKeySpec index;
    private final SecureRandom random = new SecureRandom();

    /// @param key 32 bytes, Base64
    public Seal(String key) {
        var bytes = Base64.getDecoder().decode(key);
        if (bytes.length != 32) {
            throw new IllegalArgumentException("the contacts key has 32 bytes, in Base64");
        }
        encryption = new SecretKeySpec(derived(bytes, "contact-encryption"), "AES");
        accounts = new SecretKeySpec(derived(bytes, "refund-account-encryption"), "AES");
        index = new SecretKeySpec(derived(bytes, "contact-index"), "HmacSHA256");
    }

    /// @return version, nonce, ciphertext and tag, Base64
    public String seal(CustomerId customer, Contact contact) {
        return sealed(encryption, customer, contact);
    }

    /// @throws IllegalArgumentException if it was altered, or sealed for another customer or with another key
    public Contact open(CustomerId customer, String sealed) {
        return opened(encryption, customer, sealed, Contact.class);
    }

    /// With a key of its own, so that neither opens as the other.
    ///
    /// @return version, nonce, ciphertext and tag, Base64
    public String sealAccount(CustomerId customer, RefundAccount account) {
        return sealed(accounts, customer, account);
    }

    /// @throws IllegalArgumentException if it was altered, or sealed for another customer or with another key
    public RefundAccount openAccount(CustomerId customer, String sealed) {
        return opened(accounts, customer, sealed, RefundAccount.class);
    }

    /// What the same account of the same customer is recognised by.
    public String accountIndex(CustomerId customer, RefundAccount account) {
        return blind("account:%s:%s:%s:%s"
                .formatted(
                        customer,
                        account.bank(),
                        account.number(),
                        Normalizer.normalize(account.holder(), Normalizer.Form.NFKC)));
    }

    private String sealed(SecretKeySpec key, CustomerId customer, Object secret) {
        try {
            var nonce = new byte[NONCE];
            random.nextBytes(nonce);
            var sealed = cipher(key, Cipher.ENCRYPT_MODE, customer, nonce).doFinal(JSON.writeValueAsBytes(secret));
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(1 + NONCE + sealed.length)
                            .put((byte) 1)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException | JsonProcessingException e) {
            throw new IllegalStateException("this could not be sealed", e);
        }
    }

    private <T> T opened(SecretKeySpec key, CustomerId customer, String sealed, Class<T> type) {
        try {
            var bytes = Base64.getDecoder().decode(sealed);
            if (bytes.length < 1 + NONCE || bytes[0] != 1) {
                throw new IllegalArgumentException("this is not sealed");
            }
            var nonce = Arrays.copyOfRange(bytes, 1, 1 + NONCE);
            var open = cipher(key, Cipher.DECRYPT_MODE, customer, nonce)
                    .doFinal(bytes, 1 + NONCE, bytes.length - 1 - NONCE);
            return JSON.readValue(open, type);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("this seal does not open", e);
        }
    }

    /// What a phone number is found by; blanks and hyphens do not count, `０１０` is `010`, and a Korean number is the
    /// same from abroad: `+82 10` and `+82 010` are `010`.
    public String phoneIndex(String phone) {
        return blind("phone:"
                + Normalizer.normalize(phone, Normalizer.Form.NFKC)
                        .replaceAll("[^0-9+]", "")
                        .replaceFirst("^\\+820?", "0"));
    }

    /// What an e-mail address is found by; case does not count.
    public String emailIndex(String email) {
        return blind("email:"
                + Normalizer.normalize(email.strip(), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT));
    }

    private String blind(String value) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(index);
            return Base64.getEncoder().encodeToString(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Cipher cipher(SecretKeySpec key, int mode, CustomerId customer, byte[] nonce)
            throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(customer.toString().getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] derived(byte[] key, String purpose) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
