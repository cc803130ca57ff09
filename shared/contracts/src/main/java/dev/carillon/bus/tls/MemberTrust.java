package dev.carillon.bus.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Who is a member: the JDK's rules for a chain of certificates (PKIX, RFC 5280), for either end of
 * a connection, and a name that the certificate must hold.
 */
final class MemberTrust extends X509ExtendedTrustManager {
  private static final int DNS_NAME = 2;

  private final X509ExtendedTrustManager chains;
  private final @Nullable String name;

  private MemberTrust(X509ExtendedTrustManager chains, @Nullable String name) {
    this.chains = chains;
    this.name = name;
  }

  static MemberTrust of(List<X509Certificate> authorities, @Nullable String name) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < authorities.size(); i++) {
        store.setCertificateEntry("authority-" + i, authorities.get(i));
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      for (TrustManager one : factory.getTrustManagers()) {
        if (one instanceof X509ExtendedTrustManager chains) {
          return new MemberTrust(chains, name);
        }
      }
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This JDK cannot check certificates", e);
    }
    throw new IllegalStateException("This JDK cannot check certificates");
  }

  /** Whether a certificate holds a name among its DNS names, whatever the case. */
  static boolean holds(X509Certificate certificate, String name) throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names != null
        && names.stream()
            .anyMatch(n -> n.get(0).equals(DNS_NAME) && name.equalsIgnoreCase((String) n.get(1)));
  }

  private void named(X509Certificate[] chain) throws CertificateException {
    if (name != null && !holds(chain[0], name)) {
      throw new CertificateException(
          "The certificate of " + chain[0].getSubjectX500Principal() + " does not hold " + name);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    chains.checkClientTrusted(chain, kind);
    named(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    chains.checkServerTrusted(chain, kind);
    named(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    chains.checkClientTrusted(chain, kind, socket);
    named(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    chains.checkServerTrusted(chain, kind, socket);
    named(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    chains.checkClientTrusted(chain, kind, engine);
    named(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    chains.checkServerTrusted(chain, kind, engine);
    named(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return chains.getAcceptedIssuers();
  }
}
