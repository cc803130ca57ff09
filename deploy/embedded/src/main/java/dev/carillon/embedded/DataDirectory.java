package dev.carillon.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything {@code up} keeps: databases, mails, keys, and the ports that its
 * servers were given. One process at a time: an operating-system lock on {@code DATA/lock}, which a
 * killed process cannot leave behind.
 */
public final class DataDirectory implements AutoCloseable {
  /** What a JVM makes of letters that its locale does not know. */
  private static final char UNREADABLE = '\uFFFD';

  private final Path root;
  private final @Nullable Path made;
  private final FileChannel channel;
  private final FileLock lock;
  private final Properties ports = new Properties();
  private boolean kept;

  private DataDirectory(Path root, @Nullable Path made, FileChannel channel, FileLock lock) {
    this.root = root;
    this.made = made;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Makes the folder if need be and takes it: from other processes, and from other users, who may
   * not read it from now on, however it was made. A folder that is new goes again with {@link
   * #close} unless {@link #keep} was called: a start that fails leaves nothing behind.
   *
   * @throws LaunchFailure if another process has it
   */
  public static DataDirectory open(Path path) {
    requireReadable(path);
    Path root = path.toAbsolutePath().normalize();
    try {
      Path made = OwnFiles.make(root);
      FileChannel channel =
          FileChannel.open(
              root.resolve("lock"),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              OwnFiles.file());
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new LaunchFailure(
            root
                + " is in use by another carillon. Stop that one, or choose another folder:"
                + " --data FOLDER --port PORT --management-port PORT");
      }
      OwnFiles.tighten(root);
      DataDirectory directory = new DataDirectory(root, made, channel, lock);
      directory.readPorts();
      return directory;
    } catch (IOException e) {
      throw new LaunchFailure("The data folder " + root + " cannot be used: " + why(e), e);
    }
  }

  private static void requireReadable(Path path) {
    if (!path.isAbsolute() && System.getProperty("user.dir", "").indexOf(UNREADABLE) >= 0) {
      throw new LaunchFailure(
          "The name of the working folder cannot be written in this locale, and data would go"
              + " elsewhere: start with LC_ALL=C.UTF-8, or name a folder with --data");
    }
  }

  private static String why(IOException e) {
    return e instanceof AccessDeniedException
        ? "this user may not write there"
        : String.valueOf(e.getMessage());
  }

  /** A file or folder inside. */
  public Path path(String name) {
    return root.resolve(name);
  }

  /** The port of a server: the same every time, a free one the first time or if it was taken. */
  public int port(String server) {
    String known = ports.getProperty(server);
    int port =
        known != null && FreePorts.again(Integer.parseInt(known))
            ? Integer.parseInt(known)
            : FreePorts.next();
    keepPort(server, port);
    return port;
  }

  /** The port that a server of a folder was given, whoever has the folder. */
  static int port(Path data, String server) throws IOException {
    Properties known = new Properties();
    try (Reader reader = Files.newBufferedReader(data.resolve("ports"))) {
      known.load(reader);
    }
    return Integer.parseInt(known.getProperty(server, "0"));
  }

  /** Remembers a port for the next time. */
  void keepPort(String server, int port) {
    ports.setProperty(server, Integer.toString(port));
    try {
      StringWriter text = new StringWriter();
      ports.store(text, "Ports of the embedded servers");
      write("ports", text.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file of the folder, in one step, for the folder's owner only. */
  public void write(String name, String content) throws IOException {
    OwnFiles.write(path(name), content);
  }

  /** There is something in the folder now that somebody may want to find again. */
  public void keep() {
    kept = true;
  }

  /** Gives the folder free, or removes it if it is new and was not kept. */
  @Override
  public void close() {
    try {
      if (made != null && !kept) {
        OwnFiles.remove(made);
      }
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

  /** Whether another process has the folder; one that is not there is nobody's. */
  static boolean isTaken(Path data) {
    if (!Files.exists(data.resolve("lock"))) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(data.resolve("lock"), StandardOpenOption.WRITE);
        FileLock free = tryLock(channel)) {
      return free == null;
    } catch (IOException e) {
      throw new LaunchFailure("The data folder " + data + " cannot be read: " + why(e), e);
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
