package dev.carillon.gateway.tokens;

import dev.carillon.gateway.testkit.TestSigner;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The corpus: tokens that somebody would like to be let in with, by what is wrong with each. */
final class HostileTokens {
  private static final BigInteger ORDER =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private final TestSigner signer;
  private final UUID user;
  private final Instant now;

  /** Signed, where they are, by a key that is known as {@code k1}, for a user, at this time. */
  HostileTokens(TestSigner signer, UUID user, Instant now) {
    this.signer = signer;
    this.user = user;
    this.now = now;
  }

  /** All of them. */
  Map<String, String> all() throws Exception {
    Map<String, String> all = new LinkedHashMap<>();
    headers(all);
    wronglyClaimed(all);
    misspelt(all);
    return all;
  }

  private void headers(Map<String, String> all) throws Exception {
    String claims = right().encode();
    String unsigned = part("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + part(claims) + ".";
    all.put("alg none without a signature", unsigned);
    all.put("alg none with one", unsigned + TestSigner.part(new byte[64]));
    for (String alg :
        List.of("none", "NONE", "None", "HS256", "RS256", "ES256", "EdDsa", "", "Ed448")) {
      all.put("alg " + alg, signer.sign(header("alg", alg), claims));
    }
    all.put("HS256 with the public key as secret", mac(signer.spki(), claims));
    all.put("the same in base64", mac(Base64.getEncoder().encode(signer.spki()), claims));
    for (String kid :
        List.of(
            "k2",
            "",
            "../../dev/null",
            "/etc/passwd",
            "k1' or '1'='1",
            "k1\u0000",
            "K1",
            " k1",
            "http://evil.example/k",
            "k1;k2")) {
      all.put("kid " + kid, signer.sign(header("kid", kid), claims));
    }
    TestSigner other = new TestSigner("k1");
    all.put("another key of the same name", other.sign(right()));
    all.put("no kid", signer.sign("{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}", claims));
    all.put(
        "kid twice",
        signer.sign("{\"alg\":\"EdDSA\",\"kid\":\"k2\",\"kid\":\"k1\",\"typ\":\"JWT\"}", claims));
    all.put("kid a number", signer.sign("{\"alg\":\"EdDSA\",\"kid\":1,\"typ\":\"JWT\"}", claims));
    String key = TestSigner.part(other.spki());
    for (String more :
        List.of(
            "\"jku\":\"https://evil.example\"",
            "\"x5u\":\"https://evil.example\"",
            "\"jwk\":{\"kty\":\"OKP\",\"x\":\"" + key + "\"}",
            "\"crit\":[\"b64\"],\"b64\":false",
            "\"x5c\":[\"" + key + "\"]",
            "\"zip\":\"DEF\"",
            "\"cty\":\"JWT\"")) {
      String header = signer.header();
      all.put(
          more, signer.sign(header.substring(0, header.length() - 1) + "," + more + "}", claims));
      all.put(
          more + " by that key",
          other.sign(header.substring(0, header.length() - 1) + "," + more + "}", claims));
    }
    all.put("typ at+jwt", signer.sign(header("typ", "at+jwt"), claims));
    all.put("header an array", signer.sign("[]", claims));
  }

  private void wronglyClaimed(Map<String, String> all) {
    for (String claim :
        List.of("iss", "aud", "sub", "jti", "iat", "nbf", "exp", "subscribe", "publish", "key")) {
      JsonObject without = right();
      without.remove(claim);
      all.put("no " + claim, signer.sign(without));
      all.put("null " + claim, signer.sign(right().putNull(claim)));
    }
    long second = now.getEpochSecond();
    all.put("ended this second", signer.sign(TestSigner.claims(user, now.minusSeconds(300), ">")));
    all.put("ended before", signer.sign(TestSigner.claims(user, now.minusSeconds(301), ">")));
    claim(all, "exp", second - 1);
    claim(all, "exp", second);
    claim(all, "exp", second + 86_401);
    claim(all, "exp", Long.MAX_VALUE);
    claim(all, "exp", 1e30);
    claim(all, "exp", String.valueOf(second + 300));
    claim(all, "exp", -1);
    claim(all, "nbf", second + 60);
    claim(all, "iat", second + 60);
    claim(all, "aud", "other");
    claim(all, "aud", new JsonArray().add("carillon-live").add("other"));
    claim(all, "aud", "");
    claim(all, "iss", "Carillon");
    claim(all, "iss", "https://evil.example");
    claim(all, "sub", "admin");
    claim(all, "sub", user.toString().toUpperCase(Locale.ROOT));
    claim(all, "jti", UUID.randomUUID().toString());
    claim(all, "jti", TestSigner.id(now.plusSeconds(3_600)));
    claim(all, "admin", true);
    claim(all, "scopes", "admin");
    for (String pattern :
        List.of("user.{userId}", "a>", ">.a", "a..b", "User.a", "usеr.*", "*a", "")) {
      claim(all, "subscribe", new JsonArray().add(pattern));
    }
    String text = right().encode();
    all.put(
        "sub twice",
        signer.sign(
            signer.header(),
            text.substring(0, text.length() - 1) + ",\"sub\":\"" + UUID.randomUUID() + "\"}"));
    all.put("text behind", signer.sign(signer.header(), text + "{}"));
    all.put("a byte order mark", signer.sign(signer.header(), "\uFEFF" + text));
  }

  private void misspelt(Map<String, String> all) {
    String token = signer.sign(right());
    String[] parts = token.split("\\.", -1);
    String other = part(right().put("sub", UUID.randomUUID().toString()).encode());
    all.put("another payload under the signature", parts[0] + "." + other + "." + parts[2]);
    byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
    signature[5] ^= 1;
    all.put("a bit of the signature", parts[0] + "." + parts[1] + "." + TestSigner.part(signature));
    all.put(
        "the other S of the signature",
        parts[0] + "." + parts[1] + "." + TestSigner.part(malleable(parts[2])));
    all.put("no signature", parts[0] + "." + parts[1] + ".");
    all.put("two parts", parts[0] + "." + parts[1]);
    all.put("four parts", token + ".");
    all.put("five parts", token + ".a.b");
    all.put("padded", token + "==");
    all.put("a blank behind", token + " ");
    all.put("dots", "..");
    all.put("a dot", ".");
    all.put("other last bits of base64", otherBits(token));
    all.put("the alphabet of mail", parts[0] + "." + parts[1] + "." + "+/" + parts[2].substring(2));
    all.put("oversized", signer.sign(right().put("key", "k".repeat(4_000))));
    all.put("a megabyte", "a".repeat(1 << 20) + ".b.c");
    all.put(
        "JSON serialization",
        "{\"payload\":\"" + parts[1] + "\",\"signature\":\"" + parts[2] + "\"}.");
  }

  private void claim(Map<String, String> all, String name, Object value) {
    all.put(name + " " + value, signer.sign(right().put(name, value)));
  }

  private String header(String field, String value) {
    return new JsonObject(signer.header()).put(field, value).encode();
  }

  private static String mac(byte[] secret, String claims) throws Exception {
    String text = part("{\"alg\":\"HS256\",\"kid\":\"k1\",\"typ\":\"JWT\"}") + "." + part(claims);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    return text + "." + TestSigner.part(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
  }

  /** Adds the order of the group to S, which a careless verifier takes for the same. */
  private static byte[] malleable(String part) {
    byte[] signature = Base64.getUrlDecoder().decode(part);
    byte[] s = new byte[32];
    for (int i = 0; i < 32; i++) {
      s[i] = signature[63 - i];
    }
    byte[] sum = new BigInteger(1, s).add(ORDER).toByteArray();
    for (int i = 0; i < 32; i++) {
      int at = sum.length - 1 - i;
      signature[32 + i] = at < 0 ? 0 : sum[at];
    }
    return signature;
  }

  /** The last character of a signature of 64 bytes has four bits that mean nothing. */
  private static String otherBits(String token) {
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    int last = alphabet.indexOf(token.charAt(token.length() - 1));
    return token.substring(0, token.length() - 1) + alphabet.charAt(last ^ 1);
  }

  private static String part(String text) {
    return TestSigner.part(text.getBytes(StandardCharsets.UTF_8));
  }

  private JsonObject right() {
    return TestSigner.claims(user, now, "chat.*");
  }
}
