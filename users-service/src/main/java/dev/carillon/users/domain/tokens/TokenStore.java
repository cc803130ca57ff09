package dev.carillon.users.domain.tokens;

import dev.carillon.contract.tokens.AdmitUser;
import dev.carillon.contract.tokens.RevokeTokens;
import dev.carillon.contract.tokens.SigningKey;
import dev.carillon.contract.tokens.TokenClaims;
import dev.carillon.contract.tokens.TokenNews;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where signing keys, tickets and revocations lie. Failures as those of other stores. */
public interface TokenStore {
  /**
   * Lets a token be signed, and remembers that its user may have one. Whatever ends the user's
   * tokens comes before it, and it is refused, or behind it, and ends this one too.
   *
   * @param minter the name of the API key that asks
   * @param ofFile whether that is a key that this table does not know
   * @param longest the longest life of any token
   * @return NOT_FOUND for an unknown user, CONFLICT for one who is not active, UNAUTHENTICATED for
   *     a key of the table that is not good
   */
  Future<Permit> permit(UUID user, String minter, boolean ofFile, Duration ttl, Duration longest);

  /**
   * Finds the user of a token that was signed elsewhere, and remembers that there may be one.
   *
   * @return NOT_FOUND for an unknown user, CONFLICT for one who is not active, or was not, or had
   *     another name, at some time since it was signed
   */
  Future<UUID> admit(AdmitUser who, Duration longest);

  /** Keeps the first key, unless there is one. */
  Future<Void> makeFirst(KeyPair first);

  /**
   * Signs with another key from now on. CONFLICT if another one was made at the same moment.
   *
   * @param keepOld how long what was signed before stays good
   */
  Future<SigningKey> rotate(KeyPair next, Duration keepOld);

  /**
   * Keeps a ticket. RATE_LIMITED if its holder has as many as one may have.
   *
   * @param sha256 its hash, in hex
   * @return until when it is kept
   */
  Future<Instant> keepTicket(
      String sha256, String holder, TokenClaims claims, Duration ttl, int most);

  /** Takes a ticket; UNAUTHENTICATED if there is none that is good. */
  Future<TokenClaims> takeTicket(String sha256);

  /** Revokes. CONFLICT if there are as many revocations of single tokens as there may be. */
  Future<Void> revoke(RevokeTokens what, int most);

  /** What has changed since. */
  Future<TokenNews> look(String cursor);

  /** Forgets what is over; returns whether there may be more. */
  Future<Boolean> forget(int most);

  /**
   * A key.
   *
   * @param privateKey in PKCS 8 (RFC 8410), in base64
   * @param publicKey in X.509 (RFC 8410), in base64
   */
  record KeyPair(String kid, String privateKey, String publicKey) {
    /** Without the key: what is printed may end up in a log. */
    @Override
    public String toString() {
      return "KeyPair[kid=" + kid + "]";
    }
  }

  /**
   * That a token may be signed.
   *
   * @param at now
   * @param ends when it ends: the time that was asked for, or when the API key ends
   * @param kid the name of the key that signs; null, with its private part, if there is none yet
   */
  record Permit(Instant at, Instant ends, @Nullable String kid, @Nullable String privateKey) {
    /** Without the key: what is printed may end up in a log. */
    @Override
    public String toString() {
      return "Permit[kid=" + kid + "]";
    }
  }
}
