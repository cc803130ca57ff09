package dev.carillon.bench.live.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The sockets of one loop. */
final class NettyLoop {
  private static final int SLICE = 64;
  private static final int SHORT = 126;

  private final EventLoop loop;
  private final Set<ChannelHandlerContext> open = new LinkedHashSet<>();
  private final Queue<ChannelHandlerContext> owed = new ArrayDeque<>();
  private @Nullable ByteBuf turn;
  private @Nullable ByteBuf sending;

  NettyLoop(EventLoop loop) {
    this.loop = loop;
  }

  void add(ChannelHandlerContext socket) {
    open.add(socket);
  }

  void remove(ChannelHandlerContext socket) {
    open.remove(socket);
  }

  /** From any loop. */
  void hand(byte[] text) {
    loop.execute(() -> append(text));
  }

  private void append(byte[] text) {
    ByteBuf own = turn;
    if (own == null) {
      own = PooledByteBufAllocator.DEFAULT.directBuffer(512);
      turn = own;
      loop.execute(this::endTurn);
    }
    own.writeByte(0x81);
    if (text.length < SHORT) {
      own.writeByte(text.length);
    } else {
      own.writeByte(SHORT).writeShort(text.length);
    }
    own.writeBytes(text);
  }

  private void endTurn() {
    slice(Integer.MAX_VALUE);
    sending = turn;
    turn = null;
    owed.addAll(open);
    slice(SLICE);
  }

  private void slice(int most) {
    ByteBuf frames = sending;
    if (frames == null) {
      return;
    }
    int left = most;
    for (ChannelHandlerContext next = owed.poll();
        next != null;
        next = --left > 0 ? owed.poll() : null) {
      ChannelFuture unused = next.write(frames.retainedDuplicate(), next.voidPromise());
      next.flush();
    }
    if (owed.isEmpty()) {
      frames.release();
      sending = null;
    } else {
      Future<?> unused = loop.schedule(() -> slice(SLICE), 1, TimeUnit.NANOSECONDS);
    }
  }
}
