package dev.carillon.testkit;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** A private authority, and the files of what it signs, all PEM. */
public final class TestAuthority {
  private final X509Bundle root;

  private TestAuthority(X509Bundle root) {
    this.root = root;
  }

  /** A new one; two of one name have nothing in common. */
  public static TestAuthority create(String name) {
    try {
      return new TestAuthority(
          lasting(Instant.now(), 365)
              .subject("CN=" + name)
              .setIsCertificateAuthority(true)
              .buildSelfSigned());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** What its own certificate is, for those who are to trust it. */
  public String pem() {
    return root.getCertificatePEM();
  }

  /** Writes {@code ca.pem}, {@code member.pem} and {@code member.key} of a member. */
  public Path issue(Path folder) {
    return issue(folder, wanted -> wanted.addSanDnsName("bus.example"));
  }

  /** The same of one whose time is over. */
  public Path issueExpired(Path folder) {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    return issue(
        folder, wanted -> wanted.notBefore(yesterday.minusSeconds(60)).notAfter(yesterday));
  }

  /** The same with changes. */
  public Path issue(Path folder, UnaryOperator<CertificateBuilder> change) {
    try {
      X509Bundle member =
          change.apply(lasting(Instant.now(), 90).subject("CN=member")).buildIssuedBy(root);
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("ca.pem"), pem());
      Files.writeString(folder.resolve("member.pem"), member.getCertificatePEM());
      Files.writeString(folder.resolve("member.key"), member.getPrivateKeyPEM());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static CertificateBuilder lasting(Instant now, int days) {
    return new CertificateBuilder()
        .ecp256()
        .notBefore(now.minusSeconds(60))
        .notAfter(now.plus(Duration.ofDays(days)));
  }
}
