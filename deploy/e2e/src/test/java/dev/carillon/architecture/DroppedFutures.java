package dev.carillon.architecture;

import io.vertx.codegen.annotations.Fluent;
import io.vertx.core.Completable;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Finds calls whose result is a Vert.x future that nobody looks at: the bytecode pops it. Methods
 * marked {@code @Fluent} give back what one has already, so that dropping their result is fine.
 */
final class DroppedFutures {
  private static final Set<String> FUTURES =
      Set.of(Type.getDescriptor(Future.class), Type.getDescriptor(CompositeFuture.class));

  private DroppedFutures() {}

  static List<String> in(List<Path> classFiles) {
    List<String> found = new ArrayList<>();
    for (Path file : classFiles) {
      ClassNode type = new ClassNode();
      try {
        new ClassReader(Files.readAllBytes(file))
            .accept(type, ClassReader.SKIP_FRAMES | ClassReader.SKIP_DEBUG);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      for (MethodNode method : type.methods) {
        for (AbstractInsnNode step : method.instructions) {
          if (step instanceof MethodInsnNode call && isDropped(call)) {
            found.add(type.name + "." + method.name + " drops " + call.owner + "." + call.name);
          }
        }
      }
    }
    return found;
  }

  private static boolean isDropped(MethodInsnNode call) {
    return FUTURES.contains(Type.getReturnType(call.desc).getDescriptor())
        && call.getNext() != null
        && call.getNext().getOpcode() == Opcodes.POP
        && !isFluent(call)
        && !listensToBothEnds(call);
  }

  /** Fluent like its sisters, but Vert.x has not marked it. */
  private static boolean listensToBothEnds(MethodInsnNode call) {
    return call.name.equals("onComplete")
        && call.desc.startsWith("(" + Type.getDescriptor(Completable.class) + ")");
  }

  private static boolean isFluent(MethodInsnNode call) {
    try {
      Class<?> owner = Class.forName(call.owner.replace('/', '.'));
      return Arrays.stream(owner.getMethods())
          .filter(m -> m.getName().equals(call.name))
          .filter(m -> Type.getMethodDescriptor(m).equals(call.desc))
          .anyMatch(m -> m.isAnnotationPresent(Fluent.class));
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
