package dev.carillon.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything {@code up} keeps: databases, mails, keys, and the ports that its
 * servers were given. One process at a time: an operating-system lock on {@code DATA/lock}, which a
 * killed process cannot leave behind.
 */
public final class DataDirectory implements AutoCloseable {
  private final Path root;
  private final FileChannel channel;
  private final FileLock lock;
  private final Properties ports = new Properties();

  private DataDirectory(Path root, FileChannel channel, FileLock lock) {
    this.root = root;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Makes the folder if need be and takes it.
   *
   * @throws LaunchFailure if another process has it
   */
  public static DataDirectory open(Path path) {
    Path root = path.toAbsolutePath().normalize();
    try {
      if (!Files.isDirectory(root)) {
        Files.createDirectories(
            root,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      FileChannel channel =
          FileChannel.open(
              root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new LaunchFailure(
            root
                + " is in use by another carillon. Stop that one, or choose another folder:"
                + " --data FOLDER --port PORT --management-port PORT");
      }
      DataDirectory directory = new DataDirectory(root, channel, lock);
      directory.readPorts();
      return directory;
    } catch (IOException e) {
      throw new LaunchFailure(root + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** A file or folder inside. */
  public Path path(String name) {
    return root.resolve(name);
  }

  /** The port of a server: the same every time, a free one the first time or if it was taken. */
  public int port(String server) {
    String known = ports.getProperty(server);
    int port =
        known != null && FreePorts.isFree(Integer.parseInt(known))
            ? Integer.parseInt(known)
            : FreePorts.next();
    keepPort(server, port);
    return port;
  }

  /** Remembers a port for the next time. */
  void keepPort(String server, int port) {
    ports.setProperty(server, Integer.toString(port));
    try (Writer writer = Files.newBufferedWriter(path("ports"))) {
      ports.store(writer, "Ports of the embedded servers");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the folder free. */
  @Override
  public void close() {
    try {
      lock.release();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void readPorts() throws IOException {
    if (Files.exists(path("ports"))) {
      try (Reader reader = Files.newBufferedReader(path("ports"))) {
        ports.load(reader);
      }
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException sameProcess) {
      return null;
    }
  }
}
