package dev.carillon.bus.tls;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import org.jspecify.annotations.Nullable;

/**
 * The files by which members of a cluster know one another, all PEM. A member is whoever has a
 * certificate of one of the authorities, and if a name is asked for, one that holds this name:
 * addresses are not looked at, because members may be at any address, and every member may say of
 * itself where it is.
 *
 * @param certificate this member's, and behind it those between it and an authority
 * @param key its key, PKCS #8
 * @param authorities those whose certificates make a member; several while they are exchanged
 * @param name the DNS name that every member's certificate must hold among its subject alternative
 *     names, for authorities that sign for others too; null for authorities of this cluster alone
 */
public record MemberFiles(
    String certificate, String key, String authorities, @Nullable String name) {

  /** What can be wrong. */
  public enum Part {
    /** {@link MemberFiles#certificate}. */
    CERTIFICATE,
    /** {@link MemberFiles#key}. */
    KEY,
    /** {@link MemberFiles#authorities}. */
    AUTHORITIES,
    /** {@link MemberFiles#name}. */
    NAME
  }

  /** Of authorities that sign for this cluster alone. */
  public MemberFiles(String certificate, String key, String authorities) {
    this(certificate, key, authorities, null);
  }

  /** What stands in the file of a part. */
  String text(Part part) {
    String file = path(part);
    try {
      return Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      throw unusable(part, "does not exist");
    } catch (CharacterCodingException e) {
      throw unusable(part, "is not a text (PEM)");
    } catch (IOException e) {
      throw unusable(part, "cannot be read");
    } catch (IllegalArgumentException e) {
      throw unusable(part, "is no path");
    }
  }

  /** Whether users who are neither its owner nor of its group can read the key. */
  boolean keyIsOpen() {
    try {
      return Files.getPosixFilePermissions(Path.of(key)).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** Says of a part why it will not do; the words go on behind the file's name. */
  UnusableFileException unusable(Part part, String why) {
    return new UnusableFileException(
        part,
        part == Part.NAME ? why : "names a file that cannot be used: " + path(part) + " " + why);
  }

  private String path(Part part) {
    return switch (part) {
      case CERTIFICATE -> certificate;
      case KEY -> key;
      case AUTHORITIES -> authorities;
      case NAME -> throw new IllegalArgumentException("A name is in no file");
    };
  }
}
