package dev.carillon.bus.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.tls.MemberFiles.Part;
import dev.carillon.testkit.TestAuthority;
import io.netty.pkitesting.CertificateBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a member is not started with: the part that is wrong is named, and why. */
class MemberFilesTest {
  private static final TestAuthority AUTHORITY = TestAuthority.create("ours");
  private static final TestAuthority OTHER = TestAuthority.create("ours");

  @TempDir Path folder;

  static MemberFiles in(Path folder, String name) {
    return new MemberFiles(
        folder.resolve("member.pem").toString(),
        folder.resolve("member.key").toString(),
        folder.resolve("ca.pem").toString(),
        name);
  }

  private void refused(Part part, String why) {
    refused(in(folder, null), part, why);
  }

  private static void refused(MemberFiles files, Part part, String why) {
    assertThatThrownBy(() -> MemberTls.read(files, Clocks.system()))
        .isInstanceOfSatisfying(
            UnusableFileException.class, e -> assertThat(e.part()).isEqualTo(part))
        .hasMessageContaining(why);
  }

  @Test
  void whatIsMeantToBeUsedIs() throws Exception {
    AUTHORITY.issue(folder);
    MemberTls.read(in(folder, null), Clocks.system());
    MemberTls.read(in(folder, "bus.example"), Clocks.system());
    MemberTls.read(in(folder, "BUS.example"), Clocks.system());
    AUTHORITY.issue(
        folder, b -> b.rsa2048().addExtendedKeyUsageClientAuth().addExtendedKeyUsageServerAuth());
    MemberTls.read(in(folder, null), Clocks.system());
    AUTHORITY.issue(folder, b -> b.algorithm(CertificateBuilder.Algorithm.ed25519));
    MemberTls.read(in(folder, null), Clocks.system());
    Files.writeString(folder.resolve("ca.pem"), OTHER.pem() + "\n" + AUTHORITY.pem());
    MemberTls.read(in(folder, null), Clocks.system());
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws Exception {
    AUTHORITY.issue(folder);
    Files.delete(folder.resolve("ca.pem"));
    refused(Part.AUTHORITIES, folder.resolve("ca.pem") + " does not exist");
    Files.createDirectory(folder.resolve("ca.pem"));
    refused(Part.AUTHORITIES, "ca.pem cannot be read");
    Files.write(folder.resolve("member.key"), new byte[] {(byte) 0xff, 0});
    refused(Part.KEY, "member.key is not a text");
    Files.writeString(folder.resolve("member.pem"), "certificate");
    refused(Part.CERTIFICATE, "member.pem holds ");
  }

  @Test
  void aKeyThatEverybodyReadsIsNoticed() throws Exception {
    Path key = AUTHORITY.issue(folder).resolve("member.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(in(folder, null).keyIsOpen()).isFalse();
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(in(folder, null).keyIsOpen()).isTrue();
  }

  @Test
  void aKeyThatIsNoneOrAnothersIsNamed() throws Exception {
    AUTHORITY.issue(folder);
    Path key = folder.resolve("member.key");
    String own = Files.readString(key);
    Path elsewhere = AUTHORITY.issue(folder.resolve("elsewhere"));
    Files.copy(
        elsewhere.resolve("member.key"), key, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    refused(Part.KEY, "does not fit the certificate " + folder.resolve("member.pem"));
    Files.writeString(key, own.replace("PRIVATE", "EC PRIVATE"));
    refused(Part.KEY, "is not PKCS #8");
    Files.writeString(key, own.replace("PRIVATE", "ENCRYPTED PRIVATE"));
    refused(Part.KEY, "encrypted");
    Files.writeString(key, AUTHORITY.pem());
    refused(Part.KEY, "holds no key");
    Files.writeString(key, own.substring(0, 60) + own.substring(100));
    refused(Part.KEY, "holds ");
    Path rsa = AUTHORITY.issue(folder.resolve("rsa"), CertificateBuilder::rsa2048);
    Files.copy(rsa.resolve("member.key"), key, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    refused(Part.KEY, "no key of the certificate's kind, EC");
  }

  @Test
  void aCertificateThatTheOthersWouldRefuseIsNamed() throws Exception {
    AUTHORITY.issueExpired(folder);
    refused(Part.CERTIFICATE, "has expired, on 2");
    AUTHORITY.issue(folder, b -> b.notBefore(java.time.Instant.now().plusSeconds(3600)));
    refused(Part.CERTIFICATE, "is not valid before 2");
    AUTHORITY.issue(folder, CertificateBuilder::addExtendedKeyUsageServerAuth);
    refused(Part.CERTIFICATE, "is not for both ends");
    AUTHORITY.issue(folder, CertificateBuilder::addExtendedKeyUsageClientAuth);
    refused(Part.CERTIFICATE, "is not for both ends");
    AUTHORITY.issue(folder);
    Files.writeString(folder.resolve("ca.pem"), OTHER.pem());
    refused(Part.CERTIFICATE, "is not one that the authorities of ");
    refused(in(AUTHORITY.issue(folder), "other.example"), Part.NAME, "DNS:other.example");
  }
}
