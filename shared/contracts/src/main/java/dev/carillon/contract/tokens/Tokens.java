package dev.carillon.contract.tokens;

import static dev.carillon.bus.Contract.contract;

import dev.carillon.bus.Contract;
import dev.carillon.bus.Topic;
import dev.carillon.contract.Done;
import java.time.Duration;

/**
 * What users-service answers about tokens and tickets of end users. All of it is for gateways,
 * which know who asks and check what is shown to them; what signs tokens never leaves the service.
 */
public final class Tokens {
  private static final Duration WATCH = Duration.ofMillis(700);
  private static final Duration CHECK = Duration.ofMillis(1_500);
  private static final Duration WRITE = Duration.ofSeconds(5);

  /**
   * Signs a token. NOT_FOUND for an unknown user, CONFLICT for one who is not active, INVALID for a
   * lifetime out of bounds, UNAUTHENTICATED if the key that asks is good no more.
   */
  public static final Contract<IssueToken, IssuedToken> ISSUE =
      contract("tokens.issue.v1", IssueToken.class, IssuedToken.class, WRITE);

  /**
   * Finds the user of a token that another issuer has signed, and remembers that there may be one:
   * whatever ends the user's tokens from now on is told in {@link #LOOK}. NOT_FOUND for an unknown
   * user, CONFLICT for one who is not active, or was not since it was signed, or had another name.
   */
  public static final Contract<AdmitUser, AdmittedUser> ADMIT =
      contract("tokens.admit.v1", AdmitUser.class, AdmittedUser.class, CHECK);

  /**
   * Keeps a ticket, by its hash. As {@link #ISSUE} where it stands for a token that nobody has;
   * RATE_LIMITED when its holder has as many as one may have.
   */
  public static final Contract<IssueTicket, IssuedTicket> TICKET =
      contract("tokens.ticket.v1", IssueTicket.class, IssuedTicket.class, WRITE);

  /** Takes a ticket, once. UNAUTHENTICATED if it is unknown, was used or has expired. */
  public static final Contract<RedeemTicket, TokenClaims> REDEEM =
      contract("tokens.redeem.v1", RedeemTicket.class, TokenClaims.class, CHECK);

  /** Revokes one token, or all of a user that were signed until now. */
  public static final Contract<RevokeTokens, Done> REVOKE =
      contract("tokens.revoke.v1", RevokeTokens.class, Done.class, WRITE);

  /** Tells the public keys, and what was revoked since it was asked last. */
  public static final Contract<LookAtTokens, TokenNews> LOOK =
      contract("tokens.look.v1", LookAtTokens.class, TokenNews.class, WATCH).reading();

  /**
   * Signs with a new key from now on. CONFLICT if somebody else has made one at the same moment.
   */
  public static final Contract<RotateSigning, SigningKey> ROTATE =
      contract("tokens.rotate.v1", RotateSigning.class, SigningKey.class, WRITE);

  /** Tokens were revoked, or a key was made: a hint to look at once instead of within a second. */
  public static final Topic<TokensChanged> CHANGED =
      Topic.topic("tokens.changed.v1", TokensChanged.class);

  private Tokens() {}
}
