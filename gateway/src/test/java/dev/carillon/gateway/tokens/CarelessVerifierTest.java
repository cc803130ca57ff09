package dev.carillon.gateway.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.testkit.TestSigner;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The corpus is worth something: a verifier that leaves out one look lets one of its tokens in,
 * which it would refuse with that look.
 */
class CarelessVerifierTest {
  private static final UUID ADA = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final TestSigner signer = new TestSigner("k1");

  /** What a verifier looks at. */
  enum Look {
    ALGORITHM,
    KEY_NAME,
    ISSUER,
    AUDIENCE,
    EXPIRY,
    NOT_BEFORE,
    SIGNATURE
  }

  @Test
  void whoLeavesOutALookLetsOneIn() throws Exception {
    Map<String, String> all = new HostileTokens(signer, ADA, NOW).all();
    assertThat(passes(signer.sign(TestSigner.claims(ADA, NOW)), EnumSet.allOf(Look.class)))
        .isTrue();
    for (Look careless : Look.values()) {
      Set<Look> others = EnumSet.complementOf(EnumSet.of(careless));
      assertThat(
              all.values().stream()
                  .filter(one -> passes(one, others) && !passes(one, Set.of(careless))))
          .as(careless.name())
          .isNotEmpty();
    }
  }

  private boolean passes(String token, Set<Look> looks) {
    String[] parts = token.split("\\.", -1);
    try {
      JsonObject header = json(parts[0]);
      JsonObject claims = json(parts[1]);
      return looks.stream().allMatch(look -> passes(look, header, claims, parts));
    } catch (DecodeException | ClassCastException | IllegalArgumentException malformed) {
      return false;
    } catch (ArrayIndexOutOfBoundsException | NullPointerException missing) {
      return false;
    }
  }

  private boolean passes(Look look, JsonObject header, JsonObject claims, String[] parts) {
    return switch (look) {
      case ALGORITHM -> "EdDSA".equals(header.getString("alg"));
      case KEY_NAME -> "k1".equals(header.getString("kid"));
      case SIGNATURE -> isSigned(parts);
      case ISSUER -> "carillon".equals(claims.getString("iss"));
      case AUDIENCE -> "carillon-live".equals(claims.getValue("aud"));
      case EXPIRY -> claims.getLong("exp") > NOW.getEpochSecond();
      case NOT_BEFORE -> claims.getLong("nbf") <= NOW.getEpochSecond();
    };
  }

  private boolean isSigned(String[] parts) {
    try {
      Signature check = Signature.getInstance("Ed25519");
      check.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(signer.spki())));
      check.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return check.verify(Base64.getUrlDecoder().decode(parts[2]));
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private static JsonObject json(String part) {
    return new JsonObject(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
  }
}
