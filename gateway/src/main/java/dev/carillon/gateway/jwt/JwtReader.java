package dev.carillon.gateway.jwt;

import dev.carillon.async.time.Clocks;
import dev.carillon.contract.tokens.AdmitUser;
import dev.carillon.contract.tokens.TokenBounds;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.text.Base64Text;
import dev.carillon.text.UuidText;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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

  /** How far the provider's clock may be ahead of ours. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  private static final int PARTS = 3;

  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  /** Fields that name a key, or change how the rest is to be read, are not among them. */
  private static final Set<String> HEADER = Set.of("alg", "kid", "typ", "x5t", "x5t#S256");

  private final JwtSettings settings;
  private final Clocks clocks;
  private final AlgorithmConstraints algorithms;

  /**
   * What a good one says.
   *
   * @param signed header and claims as they are signed: the same for each signature of them
   * @param user whom the user's claim names
   * @param issuedAt by the provider's clock, less what that may be ahead of ours: what has ended
   *     the tokens of a user since then, ends this one too
   */
  record Said(
      String signed,
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
      if (token.length() > LONGEST || !isSpeltOnce(token)) {
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

  /** Three parts (RFC 7515, section 7.1), each the one text for its bytes. */
  private static boolean isSpeltOnce(String token) {
    String[] parts = token.split("\\.", -1);
    return parts.length == PARTS
        && Arrays.stream(parts)
            .noneMatch(part -> part.isEmpty() || Base64Text.canonical(part) == null);
  }

  /** What it says, if this key has signed it and it is good now; else null. */
  @Nullable Said read(String token, PublicJsonWebKey key) {
    try {
      JsonWebSignature shown = new JsonWebSignature();
      shown.setCompactSerialization(token);
      String signed = token.substring(0, token.lastIndexOf('.'));
      return hasHeaderOf(shown, key) ? said(signed, claims(token, key)) : null;
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
        && (type == null || TYPES.contains(type.toLowerCase(Locale.ROOT)));
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
        .setAllowedClockSkewInSeconds((int) SKEW.toSeconds())
        .build()
        .processToClaims(token);
  }

  private @Nullable Said said(String signed, JwtClaims claims) throws MalformedClaimException {
    Instant now = clocks.now();
    Instant issued = Instant.ofEpochSecond(claims.getIssuedAt().getValue());
    Instant expires = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
    String user = claims.getClaimValue(settings.userClaim(), String.class);
    if (user == null
        || issued.isBefore(Instant.EPOCH.plus(SKEW))
        || issued.isAfter(now.plus(SKEW))
        || !expires.isAfter(now)
        || !expires.isAfter(issued)
        || expires.isAfter(issued.plus(TokenBounds.LONGEST))) {
      return null;
    }
    List<String> subscribe = patterns(claims, "subscribe");
    List<String> publish = patterns(claims, "publish");
    try {
      TokenBounds.check(Checks.start(), subscribe, publish).verify();
      Instant at = issued.minus(SKEW);
      Instant last = at.plus(TokenBounds.LONGEST);
      AdmitUser who =
          settings.byId()
              ? new AdmitUser(UuidText.parse(user), null, at)
              : new AdmitUser(null, user, at);
      Instant ends = expires.isAfter(last) ? last : expires;
      return new Said(signed, who, at, ends, subscribe, publish);
    } catch (Failure beyond) {
      return null;
    }
  }

  private static List<String> patterns(JwtClaims claims, String name)
      throws MalformedClaimException {
    return claims.hasClaim(name) ? claims.getStringListClaimValue(name) : List.of();
  }
}
