package dev.carillon.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The budgets: a file of 250 lines, a method of 30, a constructor of 5 arguments, a package of 10
 * classes with 3 public ones. Records, enums and interfaces do not count as classes; the async
 * toolkit is a library, so that its packages may have more doors.
 */
final class Budgets {
  private static final int FILE_LINES = 250;
  private static final int METHOD_LINES = 30;
  private static final int VERTICLE_LINES = 80;
  private static final int ARGUMENTS = 5;
  private static final int CLASSES = 10;
  private static final int DOORS = 3;

  private final List<String> violations = new ArrayList<>();
  private final Map<String, Integer> classes = new TreeMap<>();
  private final Map<String, Integer> doors = new TreeMap<>();

  private Budgets() {}

  static List<String> check(List<Path> files) {
    Budgets budgets = new Budgets();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null, manager, d -> {}, null, null, manager.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        budgets.checkFile(unit, positions);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    budgets.checkPackages();
    return budgets.violations;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void checkFile(CompilationUnitTree unit, SourcePositions positions) {
    String name = Path.of(unit.getSourceFile().toUri()).getFileName().toString();
    long lines = read(Path.of(unit.getSourceFile().toUri())).lines().count();
    limit(name + ": lines", lines, name.endsWith("Verticle.java") ? VERTICLE_LINES : FILE_LINES);
    String packageName = String.valueOf(unit.getPackageName());
    for (Tree type : unit.getTypeDecls()) {
      if (type.getKind() == Tree.Kind.CLASS) {
        classes.merge(packageName, 1, Integer::sum);
        boolean open = ((ClassTree) type).getModifiers().getFlags().contains(Modifier.PUBLIC);
        doors.merge(packageName, open ? 1 : 0, Integer::sum);
      }
    }
    new TreeScanner<Void, ClassTree>() {
      @Override
      public Void visitClass(ClassTree node, ClassTree outer) {
        return super.visitClass(node, node);
      }

      @Override
      public Void visitMethod(MethodTree node, ClassTree owner) {
        String where = name + " method " + node.getName();
        limit(where + ": lines", length(unit, positions, node), METHOD_LINES);
        if (node.getReturnType() == null && owner.getKind() == Tree.Kind.CLASS) {
          limit(where + ": constructor arguments", node.getParameters().size(), ARGUMENTS);
        }
        return super.visitMethod(node, owner);
      }
    }.scan(unit, null);
  }

  private void checkPackages() {
    classes.forEach((name, n) -> limit(name + ": classes in one package", n, CLASSES));
    doors.forEach(
        (name, n) -> {
          if (!name.startsWith("dev.carillon.async")) {
            limit(name + ": doors", n, DOORS);
          }
        });
  }

  private void limit(String what, long found, long allowed) {
    if (found > allowed) {
      violations.add(what + " " + found + ", allowed " + allowed);
    }
  }

  private static long length(CompilationUnitTree unit, SourcePositions positions, Tree node) {
    long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, node));
    long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, node));
    return last - first + 1;
  }
}
