package dev.carillon.embedded.inbox;

import dev.carillon.contract.inbox.DeleteInbox;
import dev.carillon.contract.inbox.InboxMail;
import dev.carillon.contract.inbox.InboxPage;
import dev.carillon.contract.inbox.ListInbox;
import dev.carillon.failure.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mails of a folder, a file each, the newest of them: when there are too many or they are too
 * large together, the oldest go. What lists and searches need is in memory. Thread-safe; blocks.
 */
final class Mailbox {
  private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);
  private static final FileAttribute<?> OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final String SUFFIX = ".eml";

  /** What was being written when the process ended: nobody was told that it is there. */
  private static final String UNFINISHED = ".part";

  private final Path folder;
  private final Bounds bounds;
  private final NavigableMap<Long, StoredMail> mails = new ConcurrentSkipListMap<>();
  private volatile Consumer<InboxMail> arrived = mail -> {};
  private long lastNumber;
  private long bytes;
  private volatile @Nullable Opened last;

  /** The mail that was read last is most often asked for again, piece by piece. */
  private record Opened(long number, ParsedMail mail) {}

  /**
   * How much is kept.
   *
   * @param mails at most so many
   * @param bytes at most so many together, but for the newest mail
   */
  record Bounds(int mails, long bytes) {
    static final Bounds USUAL = new Bounds(10_000, 256L << 20);
  }

  private Mailbox(Path folder, Bounds bounds) {
    this.folder = folder;
    this.bounds = bounds;
  }

  /** What somebody else has put into the folder is none of its mails. */
  private static boolean isOwn(Path file) {
    return file.getFileName().toString().matches("\\d{1,18}" + Pattern.quote(SUFFIX));
  }

  /** Reads the mails of a folder. */
  static Mailbox load(Path folder, Bounds bounds) throws IOException {
    Mailbox box = new Mailbox(folder, bounds);
    try (DirectoryStream<Path> broken = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
      for (Path file : broken) {
        Files.delete(file);
      }
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(Mailbox::isOwn).sorted().toList();
    }
    for (Path file : files) {
      long number = Long.parseLong(file.getFileName().toString().replace(SUFFIX, ""));
      Instant at = Files.getLastModifiedTime(file).toInstant();
      box.remember(StoredMail.of(number, Files.readAllBytes(file), at));
    }
    return box;
  }

  /** Is told of every mail that is stored from now on, on the thread that stored it. */
  void whenArrived(Consumer<InboxMail> listener) {
    arrived = listener;
  }

  /** Stores a mail; it is on the disk when this returns. */
  void add(String from, String to, byte[] message, Instant now) throws IOException {
    long number = nextNumber(now);
    byte[] whole = MailFile.withEnvelope(from, to, message);
    writeDurably(number, whole);
    StoredMail stored = StoredMail.of(number, whole, now);
    remember(stored);
    arrived.accept(stored.mail());
  }

  private synchronized long nextNumber(Instant now) {
    lastNumber = Math.max(lastNumber + 1, now.toEpochMilli() * 1000);
    return lastNumber;
  }

  private void remember(StoredMail stored) {
    List<StoredMail> gone = new ArrayList<>();
    synchronized (this) {
      mails.put(stored.number(), stored);
      lastNumber = Math.max(lastNumber, stored.number());
      bytes += stored.size();
      while (mails.size() > bounds.mails() || (bytes > bounds.bytes() && mails.size() > 1)) {
        StoredMail oldest = mails.firstEntry().getValue();
        forget(oldest);
        gone.add(oldest);
      }
    }
    gone.forEach(this::deleteFile);
  }

  /** The newest that match. */
  InboxPage list(ListInbox request) {
    Predicate<StoredMail> wanted = StoredMail.matching(request.to(), request.q());
    return new InboxPage(
        newestFirst().filter(wanted).limit(request.limit()).map(StoredMail::mail).toList());
  }

  /** The newest first. */
  Stream<StoredMail> newestFirst() {
    return mails.descendingMap().values().stream();
  }

  /** Whether there is such a mail. */
  StoredMail find(UUID id) {
    StoredMail stored = mails.get(StoredMail.number(id));
    if (stored == null || !stored.mail().id().equals(id)) {
      throw Failure.notFound("mail in the inbox", id);
    }
    return stored;
  }

  /** Reads one. NOT_FOUND. */
  ParsedMail open(UUID id) throws IOException {
    StoredMail stored = find(id);
    Opened before = last;
    if (before != null && before.number() == stored.number()) {
      return before.mail();
    }
    try {
      ParsedMail mail = ParsedMail.of(MailFile.parse(Files.readAllBytes(file(stored.number()))));
      keep(new Opened(stored.number(), mail));
      return mail;
    } catch (NoSuchFileException e) { // it was deleted at this moment
      throw Failure.notFound("mail in the inbox", id);
    }
  }

  private synchronized void keep(Opened opened) {
    if (mails.containsKey(opened.number())) {
      last = opened;
    }
  }

  /** Deletes one, those that match, or all; tells how many. NOT_FOUND for one. */
  int delete(DeleteInbox request) {
    UUID id = request.id();
    List<StoredMail> gone;
    synchronized (this) {
      gone =
          id == null
              ? newestFirst().filter(StoredMail.matching(request.to(), request.q())).toList()
              : List.of(find(id));
      gone.forEach(this::forget);
    }
    gone.forEach(this::deleteFile); // of many, while others come in
    return gone.size();
  }

  private synchronized void forget(StoredMail stored) {
    mails.remove(stored.number());
    bytes -= stored.size();
    Opened opened = last;
    if (opened != null && opened.number() == stored.number()) {
      last = null;
    }
  }

  private void deleteFile(StoredMail stored) {
    try {
      Files.deleteIfExists(file(stored.number()));
    } catch (IOException e) {
      LOG.warn(
          "The mail {} is gone from the inbox, but not its file, which comes back at the next start: {}",
          stored.number(),
          e.getMessage());
    }
  }

  /** What is kept: how many mails, and how many bytes. */
  synchronized Map.Entry<Integer, Long> kept() {
    return Map.entry(mails.size(), bytes);
  }

  private Path file(long number) {
    return folder.resolve(number + SUFFIX);
  }

  /** All of it or nothing, also when the disk is full, or the process ends meanwhile. */
  private void writeDurably(long number, byte[] content) throws IOException {
    Path unfinished = folder.resolve(number + UNFINISHED);
    try {
      try (FileChannel channel =
          FileChannel.open(
              unfinished, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNER)) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(unfinished, file(number), StandardCopyOption.ATOMIC_MOVE);
      try (FileChannel names = FileChannel.open(folder)) {
        names.force(true);
      }
    } catch (IOException e) {
      Files.deleteIfExists(unfinished);
      throw e;
    }
  }
}
