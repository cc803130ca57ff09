package dev.carillon.notifier.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.mail.From;
import dev.carillon.notifier.TestMails;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.mail.Content;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DkimSignerTest {
  private static final String WIDE = "Grüße, 世界 \uD83D\uDE00";

  @Test
  void aSignatureHoldsForWhatIsSent() throws Exception {
    for (String algorithm : List.of("RSA", "Ed25519")) {
      KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
      String sent = signed(pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
      assertThat(verifies(sent, pair)).isTrue();
      assertThat(verifies(sent.replace("there", "here"), pair)).isFalse();
      assertThat(verifies(sent.replace("From: f", "From: g"), pair)).isFalse();
      assertThat(sent.substring(0, sent.indexOf("\r\nDate")).lines())
          .allMatch(line -> line.length() <= 78);
    }
  }

  /** Readers that show the first of two, or the last, would show what nobody signed. */
  @Test
  void whatIsAddedBesideASignedHeaderBreaksTheSignature() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String sent = signed(pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    for (String name : List.of("From", "To", "Cc", "Reply-To", "Subject", "Date")) {
      String first = sent.replaceFirst("\r\nDate:", "\r\n" + name + ": added\r\nDate:");
      String last = sent.replaceFirst("\r\n\r\n", "\r\n" + name + ": added\r\n\r\n");
      assertThat(verifies(first, pair)).as("%s first", name).isFalse();
      assertThat(verifies(last, pair)).as("%s last", name).isFalse();
    }
  }

  /** As openssl wrote them before version 3: without what PKCS #8 puts around the key. */
  @Test
  void aKeyInPkcs1IsReadToo() throws Exception {
    for (int bits : new int[] {1_024, 2_048}) {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      KeyPair pair = generator.generateKeyPair();
      byte[] pkcs8 = pair.getPrivate().getEncoded();
      byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length); // behind version and algorithm
      String pem = "a comment\n" + pem("RSA PRIVATE KEY", pkcs1) + "another\n";
      assertThat(verifies(signed(pem), pair)).as("%d bits", bits).isTrue();
    }
  }

  @Test
  void whatIsNoKeyIsSaidToBeNone() {
    for (String no :
        List.of(
            "",
            "no key",
            pem("RSA PRIVATE KEY", new byte[9]),
            pem("EC PRIVATE KEY", new byte[9]))) {
      assertThatThrownBy(() -> DkimSigner.of("test", "sel", no))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no private key");
    }
  }

  private static String pem(String kind, byte[] key) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(kind, Base64.getMimeEncoder().encodeToString(key));
  }

  private static String signed(String pem) {
    MimeWriter writer =
        new MimeWriter(new From("from@test", null), () -> DkimSigner.of("test", "sel", pem));
    Outgoing mail =
        MimeWriterTest.subject(
            TestMails.outgoing("a@b.c", Content.text("Hi  there \n\n.x\n\n\n")), WIDE, "A");
    return MimeWriterTest.unstuffed(new String(writer.write(mail), StandardCharsets.US_ASCII));
  }

  /** A second reading of RFC 6376, line by line. */
  private static boolean verifies(String message, KeyPair pair) throws Exception {
    int split = message.indexOf("\r\n\r\n");
    List<String> headers = new ArrayList<>();
    for (String line : message.substring(0, split).split("\r\n", -1)) {
      if (line.startsWith(" ")) {
        headers.set(headers.size() - 1, headers.get(headers.size() - 1) + line);
      } else {
        headers.add(line);
      }
    }
    String signature = headers.get(0);
    List<String> body = new ArrayList<>();
    for (String line : message.substring(split + 4).split("\r\n", -1)) {
      body.add(line.replaceAll("[ \t]+", " ").replaceAll(" $", ""));
    }
    while (!body.isEmpty() && body.get(body.size() - 1).isEmpty()) {
      body.remove(body.size() - 1);
    }
    StringBuilder canonical = new StringBuilder();
    body.forEach(line -> canonical.append(line).append("\r\n"));
    byte[] bodyHash =
        MessageDigest.getInstance("SHA-256")
            .digest(canonical.toString().getBytes(StandardCharsets.US_ASCII));
    if (!Arrays.equals(bodyHash, Base64.getDecoder().decode(tag(signature, "bh")))) {
      return false;
    }
    StringBuilder signed = new StringBuilder();
    List<String> left = new ArrayList<>(headers.subList(1, headers.size()));
    for (String name : tag(signature, "h").split(":", -1)) {
      left.reversed().stream() // from the bottom; one that is not there is nothing
          .filter(h -> h.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          .findFirst()
          .ifPresent(
              h -> {
                left.remove(h);
                signed.append(relaxed(h)).append("\r\n");
              });
    }
    signed.append(relaxed(signature.replaceAll("b=[A-Za-z0-9+/= ]*$", "b=")));
    byte[] text = signed.toString().getBytes(StandardCharsets.US_ASCII);
    boolean rsa = pair.getPublic().getAlgorithm().equals("RSA");
    Signature check = Signature.getInstance(rsa ? "SHA256withRSA" : "Ed25519");
    check.initVerify(pair.getPublic());
    check.update(rsa ? text : MessageDigest.getInstance("SHA-256").digest(text));
    return check.verify(Base64.getDecoder().decode(tag(signature, "b")));
  }

  private static String relaxed(String header) {
    int colon = header.indexOf(':');
    return header.substring(0, colon).toLowerCase(java.util.Locale.ROOT)
        + ":"
        + header.substring(colon + 1).replaceAll("[ \t]+", " ").strip();
  }

  private static String tag(String signature, String name) {
    Matcher tag = Pattern.compile("[; ]" + name + "=([^;]*)").matcher(signature);
    assertThat(tag.find()).isTrue();
    return tag.group(1).replace(" ", "");
  }
}
