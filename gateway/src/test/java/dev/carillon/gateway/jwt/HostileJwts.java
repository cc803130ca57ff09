package dev.carillon.gateway.jwt;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.PublicJsonWebKey;

/** JWTs that somebody would like to be let in with, by what is wrong with each. */
final class HostileJwts {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final TestProvider provider;
  private final Map<String, String> all = new LinkedHashMap<>();

  HostileJwts(TestProvider provider) {
    this.provider = provider;
  }

  Map<String, String> all() {
    algorithms();
    keys();
    headers();
    claims();
    spellings();
    return all;
  }

  private JsonObject right() {
    return provider.claims("ada");
  }

  private void algorithms() {
    String claims = right().encode();
    for (String alg : List.of("none", "None", "NONE", "", "HS256", "RS1", "A128KW")) {
      String head = part("{\"alg\":\"" + alg + "\",\"kid\":\"rsa\"}");
      all.put("alg " + alg + ", no signature", head + "." + part(claims) + ".");
      all.put("alg " + alg + ", some signature", head + "." + part(claims) + "." + part("x"));
    }
    PublicJsonWebKey rsa = provider.key("rsa");
    for (String secret : List.of("spki", "pem", "jwk", "jwks")) {
      byte[] bytes =
          switch (secret) {
            case "spki" -> rsa.getPublicKey().getEncoded();
            case "pem" -> Base64.getMimeEncoder().encode(rsa.getPublicKey().getEncoded());
            case "jwk" -> rsa.toJson().getBytes(StandardCharsets.UTF_8);
            default -> provider.published().getBytes(StandardCharsets.UTF_8);
          };
      all.put("HS256 by the public key as " + secret, mac(bytes, claims));
    }
    for (String alg : List.of("RS384", "RS512", "PS256")) {
      all.put(alg + ", which is not chosen", TestProvider.sign(rsa, alg, "rsa", claims, Map.of()));
    }
    String ec = provider.sign("ec", right());
    all.put("ES256 named RS256", head("RS256", "ec") + ec.substring(ec.indexOf('.')));
    all.put("a signature of zeros", ec.substring(0, ec.lastIndexOf('.') + 1) + zeros(64));
  }

  private void keys() {
    String claims = right().encode();
    for (String kid :
        Arrays.asList("other", "", "RSA", "../rsa", "rsa\u0000", "rsa;ed", "jwt:rsa", null)) {
      all.put("kid " + kid, TestProvider.sign(provider.key("rsa"), "RS256", kid, claims, Map.of()));
    }
    TestProvider stranger = new TestProvider(provider::now);
    for (String kid : List.of("ed", "ec", "rsa")) {
      all.put("a stranger's " + kid, stranger.sign(kid, right()));
      all.put(
          "a stranger's " + kid + " in the header",
          TestProvider.sign(
              stranger.key(kid),
              TestProvider.alg(kid),
              kid,
              claims,
              Map.of("jku", "https://evil.example/keys")));
    }
    for (String other : List.of("enc", "bound")) {
      all.put(
          "by " + other + " in the name of rsa",
          TestProvider.sign(provider.key(other), "RS256", "rsa", claims, Map.of()));
    }
    all.put("a key for encryption", provider.sign("enc", right()));
    all.put("a key that is bound to another algorithm", provider.sign("bound", right()));
  }

  private void headers() {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("jwk", Map.of("kty", "oct", "k", "AAAA"));
    more.put("jku", "https://id.example/keys");
    more.put("x5u", "https://evil.example/cert");
    more.put("x5c", List.of("AAAA"));
    more.put("cty", "JWT");
    more.put("typ", "secevent+jwt");
    more.put("zip", "DEF");
    more.put("nonce", "1");
    more.forEach(
        (name, value) ->
            all.put(
                "header " + name,
                TestProvider.sign(
                    provider.key("rsa"),
                    "RS256",
                    "rsa",
                    right().encode(),
                    Collections.singletonMap(name, value))));
    String signed = provider.sign("rsa", right());
    String rest = signed.substring(signed.indexOf('.'));
    all.put("header an array", part("[]") + rest);
    for (String head :
        List.of(
            "{\"alg\":\"RS256\",\"kid\":\"ed\",\"kid\":\"rsa\"}",
            "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"crit\":[\"exp\"]}",
            "{\"alg\":\"ES256\",\"kid\":\"rsa\"}")) {
      all.put("header " + head, signed(part(head) + "." + part(right().encode())));
    }
  }

  private void claims() {
    for (String claim : List.of("iss", "aud", "sub", "iat", "exp")) {
      JsonObject without = right();
      without.remove(claim);
      all.put("no " + claim, provider.sign("ed", without));
      claim(claim, null);
      claim(claim, new JsonObject());
    }
    long now = provider.now().getEpochSecond();
    claim("iss", "https://id.example/");
    claim("iss", "carillon");
    claim("aud", "other");
    claim("aud", new JsonArray());
    claim("aud", JsonArray.of("other", "App"));
    claim("exp", now);
    claim("exp", now - 1);
    claim("exp", now + 86_401);
    claim("exp", Long.MAX_VALUE);
    claim("exp", "" + (now + 300));
    claim("iat", now + 60);
    claim("iat", -1);
    claim("iat", now - 90_000);
    claim("nbf", now + 60);
    claim("sub", 7);
    claim("sub", "");
    claim("sub", "a".repeat(129));
    claim("sub", "nobody");
    claim("sub", "rests");
    claim("sub", "ada\n");
    claim("subscribe", "chat.*");
    claim("subscribe", JsonArray.of(1));
    claim("subscribe", JsonArray.of("a..b"));
    claim("publish", new JsonArray(Collections.nCopies(21, "a")));
    claim("publish", JsonArray.of("a".repeat(201)));
    String twice = right().encode();
    all.put(
        "sub twice",
        TestProvider.sign(
            provider.key("ed"),
            "EdDSA",
            "ed",
            twice.substring(0, twice.length() - 1) + ",\"sub\":\"ada\"}",
            Map.of()));
    all.put("too long", provider.sign("ed", right().put("more", "x".repeat(8_000))));
  }

  private void claim(String name, Object value) {
    all.put(name + " " + value, provider.sign("ed", right().put(name, value)));
  }

  private void spellings() {
    String good = provider.sign("ed", right());
    for (String wrong :
        List.of(
            good + ".",
            "." + good,
            good + ".a.b",
            good.replace('.', ':'),
            good + " ",
            good + "=")) {
      all.put("spelt " + wrong.substring(wrong.length() - 8) + wrong.length(), wrong);
    }
    for (String kid : List.of("ed", "ec", "rsa")) {
      String token = provider.sign(kid, right());
      String next = Character.toString(token.charAt(token.length() - 1) + 1);
      String before = Character.toString(token.charAt(token.length() - 1) - 1);
      String but = token.substring(0, token.length() - 1);
      all.put("another last character, " + kid, but + next);
      all.put("yet another last character, " + kid, but + before);
      all.put("a character more, " + kid, token + "A");
    }
    String[] parts = good.split("\\.", -1);
    all.put(
        "another user under the signature",
        parts[0] + "." + part(provider.claims("eve").encode()) + "." + parts[2]);
  }

  private static String mac(byte[] secret, String claims) {
    try {
      String signed = head("HS256", "rsa") + "." + part(claims);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return signed
          + "."
          + BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** By {@code rsa}, whatever the header says. */
  private String signed(String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(provider.key("rsa").getPrivateKey());
      signature.update(text.getBytes(StandardCharsets.US_ASCII));
      return text + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String head(String alg, String kid) {
    return part("{\"alg\":\"" + alg + "\",\"kid\":\"" + kid + "\"}");
  }

  private static String zeros(int bytes) {
    return BASE64.encodeToString(new byte[bytes]);
  }

  private static String part(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
