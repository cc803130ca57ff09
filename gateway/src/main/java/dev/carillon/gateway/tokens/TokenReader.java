package dev.carillon.gateway.tokens;

import dev.carillon.contract.tokens.TokenBounds;
import dev.carillon.contract.tokens.TokenClaims;
import dev.carillon.contract.tokens.TokenHeader;
import dev.carillon.failure.Failure;
import dev.carillon.gateway.security.EndUser;
import dev.carillon.json.Json;
import dev.carillon.text.Base64Text;
import dev.carillon.topic.access.TokenPattern;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Reads tokens strictly: JWS in compact form (RFC 7515), of one algorithm, with a header of three
 * fields and the claims of {@link TokenClaims}, none twice and none else, in canonical base64. The
 * signature is checked before the claims are looked at, with a key that this gateway was told.
 */
final class TokenReader {
  private static final String CURVE = "Ed25519";
  private static final int SIGNATURE = 64;
  private static final int PARTS = 3;

  /** How far this clock may be behind the database's, which says when a token was signed. */
  private static final Duration SKEW = Duration.ofSeconds(30);

  /** The parts of what looks like a token. */
  static final class Shown {
    private final String kid;
    private final byte[] signed;
    private final byte[] claims;
    private final byte[] signature;

    private Shown(String kid, byte[] signed, byte[] claims, byte[] signature) {
      this.kid = kid;
      this.signed = signed;
      this.claims = claims;
      this.signature = signature;
    }

    /** Which key it says has signed it. */
    String kid() {
      return kid;
    }
  }

  /** Takes it apart; null if it is none. */
  @Nullable Shown parts(String token) {
    if (token.length() > TokenBounds.TOKEN) {
      return null;
    }
    String[] parts = token.split("\\.", -1);
    if (parts.length != PARTS) {
      return null;
    }
    byte[] header = Base64Text.canonical(parts[0]);
    byte[] claims = Base64Text.canonical(parts[1]);
    byte[] signature = Base64Text.canonical(parts[2]);
    if (header == null || claims == null || signature == null || signature.length != SIGNATURE) {
      return null;
    }
    try {
      TokenHeader read = Json.read(header, TokenHeader.class);
      return TokenBounds.ALGORITHM.equals(read.alg())
              && "JWT".equals(read.typ())
              && read.kid() != null
          ? new Shown(
              read.kid(),
              token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII),
              claims,
              signature)
          : null;
    } catch (Failure malformed) {
      return null;
    }
  }

  /** What it says, if this key has signed it; else null. */
  @Nullable TokenClaims claims(Shown shown, PublicKey key) {
    try {
      Signature check = Signature.getInstance(CURVE);
      check.initVerify(key);
      check.update(shown.signed);
      if (!check.verify(shown.signature)) {
        return null;
      }
      TokenClaims claims = Json.read(shown.claims, TokenClaims.class);
      return claims.kid() == null ? claims : null; // only a ticket has it there
    } catch (GeneralSecurityException | Failure malformed) {
      return null;
    }
  }

  /** Whose it is. */
  static EndUser user(TokenClaims claims, @Nullable String kid) {
    return new EndUser(
        claims.sub(),
        claims.jti(),
        claims.issuedAt(),
        claims.expiresAt(),
        claims.key(),
        claims.fileKey(),
        kid,
        claims.subscribe().stream().map(TokenPattern::parse).toList(),
        claims.publish().stream().map(TokenPattern::parse).toList());
  }

  /** Whether it says of a moment before now that it comes later. */
  static boolean isFromTheFuture(TokenClaims claims, Instant now) {
    Instant latest = now.plus(SKEW);
    return Instant.ofEpochSecond(claims.nbf()).isAfter(latest)
        || claims.issuedAt().isAfter(latest)
        || Instant.ofEpochSecond(claims.iat()).isAfter(latest);
  }

  /** A public key; IllegalArgumentException if it is none of this algorithm. */
  static PublicKey key(String spki) {
    try {
      return KeyFactory.getInstance(CURVE)
          .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(spki)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("This is no key of " + CURVE, e);
    }
  }
}
