package dev.carillon.contract;

import dev.carillon.contract.tokens.AdmitUser;
import dev.carillon.contract.tokens.AdmittedUser;
import dev.carillon.contract.tokens.IssueTicket;
import dev.carillon.contract.tokens.IssueToken;
import dev.carillon.contract.tokens.IssuedTicket;
import dev.carillon.contract.tokens.IssuedToken;
import dev.carillon.contract.tokens.LookAtTokens;
import dev.carillon.contract.tokens.RedeemTicket;
import dev.carillon.contract.tokens.RevokeTokens;
import dev.carillon.contract.tokens.RotateSigning;
import dev.carillon.contract.tokens.SigningKey;
import dev.carillon.contract.tokens.TokenClaims;
import dev.carillon.contract.tokens.TokenHeader;
import dev.carillon.contract.tokens.TokenNews;
import dev.carillon.contract.tokens.TokensChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Messages about tokens and tickets of end users. */
final class TokenSamples {
  private static final UUID ID = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");
  private static final Instant AT = Instant.parse("2026-11-22T21:50:09.565674Z");
  private static final String HASH = "0123456789abcdef".repeat(4);

  private TokenSamples() {}

  static List<Record> all() {
    IssueToken wanted =
        new IssueToken(ID, List.of("chat.*.>"), List.of("chat.a"), Duration.ofMinutes(5), "f");
    TokenClaims claims =
        new TokenClaims(
            "carillon",
            "carillon-live",
            ID,
            ID,
            1_000L,
            1_000L,
            1_300L,
            List.of("chat.*.>"),
            List.of(),
            "ci",
            null,
            "k1");
    return List.of(
        wanted,
        new IssueToken(ID, List.of(), List.of(), null, null),
        new IssuedToken("a.b.c", ID, AT),
        new AdmitUser(null, "u-7", AT),
        new AdmitUser(ID, null, AT),
        new AdmittedUser(ID),
        new TokenHeader("EdDSA", "k", "JWT"),
        claims,
        new IssueTicket(HASH, claims, null),
        new IssueTicket(HASH, null, wanted),
        new IssuedTicket(AT),
        new RedeemTicket(HASH),
        new RevokeTokens(ID, null),
        new RevokeTokens(null, ID),
        new LookAtTokens(""),
        new LookAtTokens("7:user:" + ID),
        new TokenNews(
            "7::",
            false,
            List.of(
                new TokenNews.PublicKey("k", "YQ==", null),
                new TokenNews.PublicKey("j", "YQ==", AT)),
            List.of(new TokenNews.Revocation(TokenNews.Kind.KEY, "ci", AT, AT))),
        new RotateSigning(true),
        new SigningKey("k", AT, null),
        new SigningKey("k", AT, AT),
        new TokensChanged("revoked"));
  }
}
