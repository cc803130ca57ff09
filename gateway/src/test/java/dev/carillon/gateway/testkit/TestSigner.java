package dev.carillon.gateway.testkit;

import dev.carillon.contract.tokens.TokenNews;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** Signs whatever a test wants, as users-service would sign what is right. */
public final class TestSigner {
  private final String kid;
  private final KeyPair pair;

  /** A key of this name. */
  public TestSigner(String kid) {
    this.kid = kid;
    try {
      this.pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Its public part. */
  public TokenNews.PublicKey publicKey() {
    return new TokenNews.PublicKey(
        kid, Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()), null);
  }

  /** The bytes of the public part. */
  public byte[] spki() {
    return pair.getPublic().getEncoded();
  }

  /** What is right: for a user, from now on, for five minutes. */
  public static JsonObject claims(UUID user, Instant now, String... subscribe) {
    long at = now.getEpochSecond();
    return new JsonObject()
        .put("iss", "carillon")
        .put("aud", "carillon-live")
        .put("sub", user.toString())
        .put("jti", id(now))
        .put("iat", at)
        .put("nbf", at)
        .put("exp", at + 300)
        .put("subscribe", new JsonArray(List.of((Object[]) subscribe)))
        .put("publish", new JsonArray())
        .put("key", "ci");
  }

  /** The id of a token that was signed at this time. */
  public static String id(Instant at) {
    return new UUID(
            (at.toEpochMilli() << 16) | 0x7000L, UUID.randomUUID().getLeastSignificantBits())
        .toString();
  }

  /** The header that is right. */
  public String header() {
    return new JsonObject().put("alg", "EdDSA").put("kid", kid).put("typ", "JWT").encode();
  }

  /** A token of these claims. */
  public String sign(JsonObject claims) {
    return sign(header(), claims.encode());
  }

  /** A token of any texts. */
  public String sign(String header, String claims) {
    String text =
        part(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + part(claims.getBytes(StandardCharsets.UTF_8));
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + part(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** In the alphabet of URLs, without padding. */
  public static String part(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
