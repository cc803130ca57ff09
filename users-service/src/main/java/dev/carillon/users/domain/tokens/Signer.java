package dev.carillon.users.domain.tokens;

import dev.carillon.contract.tokens.TokenBounds;
import dev.carillon.contract.tokens.TokenClaims;
import dev.carillon.contract.tokens.TokenHeader;
import dev.carillon.json.Json;
import dev.carillon.users.domain.tokens.TokenStore.KeyPair;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.UUID;

/**
 * Writes tokens: JWS in compact form (RFC 7515) with Ed25519 (RFC 8037), by the JDK's own provider.
 */
final class Signer {
  private static final String CURVE = "Ed25519";
  private static final Base64.Encoder PLAIN = Base64.getEncoder();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final int MILLIS = 16;
  private static final int RANDOM_BITS = 0xFFF;

  private final SecureRandom random = new SecureRandom();

  /** A new pair of a name that nobody else has. */
  KeyPair pair() {
    try {
      java.security.KeyPair pair = KeyPairGenerator.getInstance(CURVE).generateKeyPair();
      return new KeyPair(
          UUID.randomUUID().toString(),
          PLAIN.encodeToString(pair.getPrivate().getEncoded()),
          PLAIN.encodeToString(pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has Ed25519", e);
    }
  }

  /** An id of this moment: a UUID of version 7 whose other bits cannot be guessed. */
  UUID id(long millis) {
    long high = (millis << MILLIS) | 0x7000L | (random.nextInt() & RANDOM_BITS);
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  /** The token. */
  String sign(TokenClaims claims, String kid, String pkcs8) {
    String text =
        part(Json.bytes(new TokenHeader(TokenBounds.ALGORITHM, kid, "JWT")))
            + "."
            + part(Json.bytes(claims));
    try {
      PrivateKey key =
          KeyFactory.getInstance(CURVE)
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pkcs8)));
      Signature signature = Signature.getInstance(CURVE);
      signature.initSign(key);
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + part(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The signing key " + kid + " cannot be used", e);
    }
  }

  private static String part(byte[] bytes) {
    return BASE64.encodeToString(bytes);
  }
}
