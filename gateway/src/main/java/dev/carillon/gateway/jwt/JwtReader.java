package dev.carillon.gateway.jwt;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.tokens.AdmitUser;
import dev.carillon.contract.tokens.TokenBounds;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Reads JWTs of one issuer by the rules of RFC 8725: the algorithms are ours to choose and those of
 * the key, a key comes from the published ones and never from the token, and issuer, audience, time
 * of issue and end must be there. The signature and the JSON are jose4j's to check.
 */
final class JwtReader {
  /** A header beside others must fit into the 8 KiB of a request's headers. */
  private static final int LONGEST = 6_000;

  private static final int SKEW_SECONDS = 30;

  /** Three parts in base64 without padding: RFC 7515, section 7.1. */
  private static final Pattern COMPACT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]+");

  /** Fields that name a key, or change how the rest is to be read, are not among them. */
  private static final Set<String> HEADER = Set.of("alg", "kid", "typ", "x5t", "x5t#S256");

  private final JwtSettings settings;
  private final Clocks clocks;
  private final AlgorithmConstraints algorithms;

  /**
   * What a good one says.
   *
   * @param user whom the user's claim names
   */
  record Said(
      String kid,
      AdmitUser user,
      Instant issuedAt,
      Instant expiresAt,
      List<String> subscribe,
      List<String> publish) {}

  JwtReader(JwtSettings settings, Clocks clocks) {
    this.settings = settings;
    this.clocks = clocks;
    this.algorithms =
        new AlgorithmConstraints(
            ConstraintType.PERMIT, settings.algorithms().toArray(String[]::new));
  }

  /** Whose signature it says to have: null if it is no token of this issuer, as it stands. */
  @Nullable String kid(String token) {
    try {
      if (token.length() > LONGEST || !COMPACT.matcher(token).matches()) {
        return null;
      }
      JsonWebSignature shown = new JsonWebSignature();
      shown.setCompactSerialization(token);
      JwtClaims claims = JwtClaims.parse(shown.getUnverifiedPayload());
      return settings.issuer().equals(claims.getIssuer()) ? shown.getKeyIdHeaderValue() : null;
    } catch (JoseException
        | InvalidJwtException
        | MalformedClaimException
        | RuntimeException malformed) {
      return null;
    }
  }

  /** What it says, if this key has signed it and it is good now; else null. */
  @Nullable Said read(String token, PublicJsonWebKey key) {
    try {
      JsonWebSignature shown = new JsonWebSignature();
      shown.setCompactSerialization(token);
      return hasHeaderOf(shown, key) ? said(key.getKeyId(), claims(token, key)) : null;
    } catch (JoseException
        | InvalidJwtException
        | MalformedClaimException
        | RuntimeException malformed) {
      return null;
    }
  }

  private boolean hasHeaderOf(JsonWebSignature shown, PublicJsonWebKey key) throws JoseException {
    String type = shown.getHeader("typ");
    JwtClaims header = headers(shown);
    return HEADER.containsAll(header.getClaimNames())
        && (key.getAlgorithm() == null
            || key.getAlgorithm().equals(shown.getAlgorithmHeaderValue()))
        && (type == null || "JWT".equalsIgnoreCase(type) || "at+jwt".equalsIgnoreCase(type));
  }

  /** The header as a map: jose4j reads both alike, and refuses a name that comes twice. */
  private static JwtClaims headers(JsonWebSignature shown) throws JoseException {
    try {
      return JwtClaims.parse(shown.getHeaders().getFullHeaderAsJsonString());
    } catch (InvalidJwtException malformed) {
      throw new JoseException("The header is malformed", malformed);
    }
  }

  private JwtClaims claims(String token, PublicJsonWebKey key) throws InvalidJwtException {
    return new JwtConsumerBuilder()
        .setJwsAlgorithmConstraints(algorithms)
        .setVerificationKey(key.getPublicKey())
        .setExpectedIssuer(true, settings.issuer())
        .setExpectedAudience(true, settings.audience())
        .setRequireExpirationTime()
        .setRequireIssuedAt()
        .setEvaluationTime(NumericDate.fromMilliseconds(clocks.now().toEpochMilli()))
        .setAllowedClockSkewInSeconds(SKEW_SECONDS)
        .build()
        .processToClaims(token);
  }

  private @Nullable Said said(String kid, JwtClaims claims) throws MalformedClaimException {
    Instant now = clocks.now();
    Instant issued = Instant.ofEpochSecond(claims.getIssuedAt().getValue());
    Instant expires = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
    String user = claims.getClaimValue(settings.userClaim(), String.class);
    if (user == null
        || issued.isBefore(Instant.EPOCH)
        || issued.isAfter(now.plusSeconds(SKEW_SECONDS))
        || !expires.isAfter(issued)
        || expires.isAfter(issued.plus(TokenBounds.LONGEST))) {
      return null;
    }
    List<String> subscribe = patterns(claims, "subscribe");
    List<String> publish = patterns(claims, "publish");
    try {
      TokenBounds.check(Checks.start(), subscribe, publish).verify();
      Instant at = issued.isAfter(now) ? now : issued;
      return new Said(kid, new AdmitUser(user), at, expires, subscribe, publish);
    } catch (Failure beyond) {
      return null;
    }
  }

  private static List<String> patterns(JwtClaims claims, String name)
      throws MalformedClaimException {
    return claims.hasClaim(name) ? claims.getStringListClaimValue(name) : List.of();
  }
}
