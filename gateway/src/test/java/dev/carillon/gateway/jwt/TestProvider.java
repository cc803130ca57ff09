package dev.carillon.gateway.jwt;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** An identity provider with a key of each kind: {@code ed}, {@code ec} and {@code rsa}. */
final class TestProvider {
  static final String ISSUER = "https://id.example";
  static final String AUDIENCE = "app";

  private final Supplier<Instant> now;
  private final Map<String, PublicJsonWebKey> keys = new LinkedHashMap<>();

  TestProvider(Supplier<Instant> now) {
    this.now = now;
    add("ed", ed());
    try {
      add("ec", EcJwkGenerator.generateJwk(EllipticCurves.P256));
      add("rsa", RsaJwkGenerator.generateJwk(2048));
      PublicJsonWebKey secret = RsaJwkGenerator.generateJwk(2048);
      secret.setUse("enc");
      add("enc", secret);
      PublicJsonWebKey bound = RsaJwkGenerator.generateJwk(2048);
      bound.setAlgorithm("PS256");
      add("bound", bound);
    } catch (JoseException e) {
      throw new AssertionError(e);
    }
  }

  private static PublicJsonWebKey ed() {
    try {
      return OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
    } catch (JoseException e) {
      throw new AssertionError(e);
    }
  }

  private void add(String kid, PublicJsonWebKey key) {
    key.setKeyId(kid);
    keys.put(kid, key);
  }

  /** Takes one away, and has another one of Ed25519. */
  void replace(String old, String next) {
    keys.remove(old);
    add(next, ed());
  }

  PublicJsonWebKey key(String kid) {
    return keys.get(kid);
  }

  Instant now() {
    return now.get();
  }

  /** The set, public parts alone. */
  String published() {
    return new JsonWebKeySet(keys.values().toArray(PublicJsonWebKey[]::new))
        .toJson(OutputControlLevel.PUBLIC_ONLY);
  }

  /** What is right, for five minutes. */
  JsonObject claims(String user) {
    long at = now().getEpochSecond();
    return new JsonObject()
        .put("iss", ISSUER)
        .put("aud", AUDIENCE)
        .put("sub", user)
        .put("iat", at)
        .put("exp", at + 300)
        .put("subscribe", JsonArray.of("chat.*"))
        .put("email", "ada@id.example");
  }

  String sign(String kid, JsonObject claims) {
    return sign(keys.get(kid), alg(kid), kid, claims.encode(), Map.of());
  }

  static String alg(String kid) {
    return switch (kid) {
      case "ec" -> AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256;
      case "rsa", "enc", "bound" -> AlgorithmIdentifiers.RSA_USING_SHA256;
      default -> AlgorithmIdentifiers.EDDSA;
    };
  }

  static String sign(
      PublicJsonWebKey key, String alg, String kid, String claims, Map<String, ?> header) {
    JsonWebSignature token = new JsonWebSignature();
    token.setPayload(claims);
    token.setAlgorithmHeaderValue(alg);
    token.setKey(key.getPrivateKey());
    if (kid != null) {
      token.setKeyIdHeaderValue(kid);
    }
    header.forEach(token::setHeader);
    try {
      return token.getCompactSerialization();
    } catch (JoseException e) {
      throw new AssertionError(e);
    }
  }
}
