package dev.carillon.bus.tls;

import dev.carillon.bus.tls.MemberFiles.Part;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the files of a member held when they were read, checked whole: a member that the others
 * would refuse does not start.
 *
 * @param certificate the text of its certificates
 * @param key the text of its key
 * @param own its own certificate
 * @param trust who is let in
 */
record Credentials(Buffer certificate, Buffer key, X509Certificate own, MemberTrust trust) {
  /** Who speaks no TLS, at either end, holds a connection for this long. */
  static final int HANDSHAKE_SECONDS = 3;

  private static final Set<String> PROTOCOLS = Set.of("TLSv1.2", "TLSv1.3");
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final String ANY = "2.5.29.37.0";

  static Credentials read(MemberFiles files, Instant now) {
    Pem pem = new Pem(files);
    String certificateText = files.text(Part.CERTIFICATE);
    List<X509Certificate> chain = pem.certificates(Part.CERTIFICATE, certificateText);
    X509Certificate own = chain.get(0);
    inTime(files, own, now);
    bothEnds(files, own);
    String keyText = files.text(Part.KEY);
    pem.key(keyText, own);
    List<X509Certificate> authorities =
        pem.certificates(Part.AUTHORITIES, files.text(Part.AUTHORITIES)).stream()
            .filter(authority -> !now.isAfter(authority.getNotAfter().toInstant()))
            .toList();
    if (authorities.isEmpty()) {
      throw files.unusable(Part.AUTHORITIES, "holds none that has not expired");
    }
    String name = files.name();
    signed(files, chain, MemberTrust.of(authorities, null));
    named(files, own, name);
    return new Credentials(
        Buffer.buffer(certificateText),
        Buffer.buffer(keyText),
        own,
        MemberTrust.of(authorities, name));
  }

  private static void inTime(MemberFiles files, X509Certificate own, Instant now) {
    if (now.isAfter(own.getNotAfter().toInstant())) {
      throw files.unusable(Part.CERTIFICATE, "has expired, on " + own.getNotAfter().toInstant());
    }
    if (now.isBefore(own.getNotBefore().toInstant())) {
      throw files.unusable(
          Part.CERTIFICATE, "is not valid before " + own.getNotBefore().toInstant());
    }
  }

  /** A member is a server to those who send to it, and a client of those it sends to. */
  private static void bothEnds(MemberFiles files, X509Certificate own) {
    List<String> uses;
    try {
      uses = own.getExtendedKeyUsage();
    } catch (CertificateException e) {
      throw files.unusable(Part.CERTIFICATE, "says in no known way what it is for");
    }
    if (uses != null && !uses.contains(ANY) && !(uses.contains(CLIENT) && uses.contains(SERVER))) {
      throw files.unusable(
          Part.CERTIFICATE,
          "is not for both ends of a connection (extendedKeyUsage = serverAuth, clientAuth)");
    }
  }

  /** As the others will look at it, from either end. */
  private static void signed(MemberFiles files, List<X509Certificate> chain, MemberTrust trust) {
    X509Certificate[] shown = chain.toArray(X509Certificate[]::new);
    String kind = chain.get(0).getPublicKey().getAlgorithm();
    try {
      trust.checkClientTrusted(shown, kind);
      trust.checkServerTrusted(shown, "UNKNOWN");
    } catch (CertificateException e) {
      throw files.unusable(
          Part.CERTIFICATE,
          "is not one that the authorities of " + files.authorities() + " vouch for");
    }
  }

  private static void named(MemberFiles files, X509Certificate own, @Nullable String name) {
    try {
      if (name != null && !MemberTrust.holds(own, name)) {
        throw files.unusable(
            Part.NAME,
            "is "
                + name
                + ", which the certificate "
                + files.certificate()
                + " does not hold (subjectAltName = DNS:"
                + name
                + ")");
      }
    } catch (CertificateException e) {
      throw files.unusable(Part.CERTIFICATE, "holds names that cannot be read");
    }
  }

  /** Whether it ends before a time. */
  boolean endsBefore(Instant time) {
    return own.getNotAfter().toInstant().isBefore(time);
  }

  PemKeyCertOptions pair() {
    return new PemKeyCertOptions().addCertValue(certificate).addKeyValue(key);
  }

  /** Nobody else: for the moment until who is let in can be said in full. */
  static PemTrustOptions itself(Buffer certificate) {
    return new PemTrustOptions().addCertValue(certificate);
  }

  ServerSSLOptions server() {
    ServerSSLOptions options = new ServerSSLOptions();
    fill(options);
    return options.setClientAuth(ClientAuth.REQUIRED);
  }

  ClientSSLOptions client() {
    ClientSSLOptions options = new ClientSSLOptions();
    fill(options);
    return options.setTrustAll(false).setHostnameVerificationAlgorithm("");
  }

  private void fill(SSLOptions options) {
    options
        .setKeyCertOptions(pair())
        .setTrustOptions(TrustOptions.wrap(trust))
        .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setEnabledSecureTransportProtocols(PROTOCOLS);
  }
}
