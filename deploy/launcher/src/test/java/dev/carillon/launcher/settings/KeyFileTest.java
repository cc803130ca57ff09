package dev.carillon.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.embedded.DataDirectory;
import dev.carillon.gateway.security.ApiKeys;
import dev.carillon.gateway.security.Caller;
import dev.carillon.gateway.security.HashedKey;
import dev.carillon.request.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway admits the key of the folder, whichever of the two files was lost. */
class KeyFileTest {
  private static final String OTHER = HashedKey.of("sk_other").hex();

  @TempDir Path folder;
  private DataDirectory data;

  @BeforeEach
  void open() {
    data = DataDirectory.open(folder.resolve("data"));
  }

  @AfterEach
  void close() throws Exception {
    data.close();
  }

  @Test
  void aNewFolderGetsAKeyThatStays() throws IOException {
    KeyFile files = KeyFile.in(data);
    String key = read(files.adminKey());
    assertThat(key).matches("sk_[A-Za-z0-9_-]{43}\n");
    assertThat(admitted(files)).isEqualTo(new Caller("admin", Role.ADMIN.scopes()));
    assertThat(KeyFile.in(data)).isEqualTo(files);
    assertThat(read(files.adminKey())).isEqualTo(key);
  }

  @Test
  void aLostKeyIsReplacedAndTheOtherLinesStay() throws IOException {
    KeyFile files = KeyFile.in(data);
    String before = read(files.adminKey()).strip();
    Files.writeString(files.apiKeys(), read(files.apiKeys()) + "# mine\nci reader " + OTHER + "\n");
    Files.delete(files.adminKey());
    KeyFile.in(data);
    assertThat(admitted(files)).isEqualTo(new Caller("admin", Role.ADMIN.scopes()));
    ApiKeys keys = ApiKeys.read(files.apiKeys());
    assertThat(keys.find(HashedKey.of(before))).as("the lost one").isNull();
    assertThat(keys.find(HashedKey.of("sk_other"))).isNotNull();
    assertThat(read(files.apiKeys())).contains("# mine\n");
  }

  @Test
  void aFileWithoutTheLineOfTheAdministratorGetsOne() throws IOException {
    KeyFile files = KeyFile.in(data);
    Files.writeString(files.apiKeys(), "admin reader " + OTHER + "\n");
    Files.writeString(files.adminKey(), "\n");
    KeyFile.in(data);
    assertThat(admitted(files)).isEqualTo(new Caller("admin-2", Role.ADMIN.scopes()));
    assertThat(ApiKeys.read(files.apiKeys()).find(HashedKey.of("sk_other"))).isNotNull();
  }

  @Test
  void aLostFileOfHashesIsMadeForTheKeyThatIsThere() throws IOException {
    KeyFile files = KeyFile.in(data);
    String key = read(files.adminKey());
    Files.delete(files.apiKeys());
    KeyFile.in(data);
    assertThat(read(files.adminKey())).isEqualTo(key);
    assertThat(admitted(files)).isNotNull();
  }

  /** It may be on purpose, so that it is said and not changed. */
  @Test
  void aKeyThatTheFileDoesNotAdmitIsNoticedAndLeftAlone() throws IOException {
    KeyFile files = KeyFile.in(data);
    assertThat(files.isAdmittedBy(files.apiKeys())).isTrue();
    Files.writeString(files.apiKeys(), "admin admin " + OTHER + "\n");
    assertThat(KeyFile.in(data).isAdmittedBy(files.apiKeys())).isFalse();
    assertThat(read(files.apiKeys())).isEqualTo("admin admin " + OTHER + "\n");
  }

  private static Caller admitted(KeyFile files) throws IOException {
    return ApiKeys.read(files.apiKeys()).find(HashedKey.of(read(files.adminKey()).strip()));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }
}
