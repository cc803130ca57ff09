package dev.carillon.gateway.jwt;

import dev.carillon.config.ConfigSource;
import dev.carillon.contract.tokens.TokenBounds;
import dev.carillon.gateway.door.Hosts;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whose tokens are taken, besides the product's own.
 *
 * @param keys where the issuer publishes its keys; no other address is ever asked, whatever a token
 *     names
 * @param issuer the claim {@code iss} of its tokens, exactly
 * @param audience what must be among the claim {@code aud}
 * @param algorithms those that a token may be signed by: asymmetric ones only
 * @param userClaim the claim that names the user
 * @param byId whether that is the id here, and not the {@code externalId}
 */
public record JwtSettings(
    URI keys,
    String issuer,
    String audience,
    Set<String> algorithms,
    String userClaim,
    boolean byId) {
  private static final String URL = "CARILLON_JWKS_URL";
  private static final String ISSUER = "CARILLON_JWT_ISSUER";
  private static final String AUDIENCE = "CARILLON_JWT_AUDIENCE";
  private static final String CLAIM = "CARILLON_JWT_USER_CLAIM";
  private static final String USER = "CARILLON_JWT_USER";
  private static final String EXTERNAL_ID = "externalId";
  private static final String ALGORITHMS = "CARILLON_JWT_ALGORITHMS";
  private static final List<String> USUAL = List.of("EdDSA", "ES256", "RS256");
  private static final Set<String> KNOWN =
      new TreeSet<>(
          List.of(
              "EdDSA", "ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384",
              "PS512"));

  public JwtSettings {
    algorithms = Set.copyOf(algorithms);
  }

  /** Null where no other issuer's tokens are taken. */
  public static @Nullable JwtSettings read(ConfigSource config) {
    String url = config.find(URL);
    if (url == null) {
      refuseAlone(config);
      return null;
    }
    String issuer = config.required(ISSUER);
    if (issuer.equals(TokenBounds.ISSUER)) {
      config.reject(ISSUER, "must not be that of the product's own tokens");
    }
    String user = config.text(USER, EXTERNAL_ID);
    if (!List.of("id", EXTERNAL_ID).contains(user)) {
      config.reject(USER, "must be id or externalId");
    }
    List<String> given = config.list(ALGORITHMS);
    List<String> algorithms = given.isEmpty() ? USUAL : given;
    if (!KNOWN.containsAll(algorithms)) {
      config.reject(ALGORITHMS, "must be a list of " + String.join(", ", KNOWN));
    }
    return new JwtSettings(
        url(config, url),
        issuer,
        config.required(AUDIENCE),
        Set.copyOf(algorithms),
        config.text(CLAIM, "sub"),
        user.equals("id"));
  }

  private static void refuseAlone(ConfigSource config) {
    for (String useless : List.of(ISSUER, AUDIENCE, ALGORITHMS, CLAIM, USER)) {
      if (config.find(useless) != null) {
        config.reject(useless, "is of no use without " + URL);
      }
    }
  }

  private static URI url(ConfigSource config, String text) {
    try {
      URI url = URI.create(text);
      if (url.getHost() != null
          && url.getUserInfo() == null
          && url.getFragment() == null
          && ("https".equals(url.getScheme())
              || ("http".equals(url.getScheme()) && Hosts.isLoopback(url.getHost())))) {
        return url;
      }
    } catch (IllegalArgumentException noUrl) {
      // said below
    }
    config.reject(
        URL,
        "must be an https URL without user and fragment, such as https://id.example/jwks.json;"
            + " http only for this machine");
    return URI.create("https://none.invalid/");
  }
}
