package dev.carillon.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
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
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The budgets: a file of 250 lines, a method of 30, a constructor of 7 arguments, a package of 12
 * types of any kind with 3 public classes among them. A record that a constructor takes apart is an
 * argument list in disguise and not allowed. Contracts are records by nature and are not counted;
 * the async toolkit is a library, {@code text} has one parser for each kind of value, and an {@code
 * api} has one endpoint for each area, so that they may have more doors. Exceptions are not
 * counted. Tests have one budget, a file of 400 lines.
 */
final class Budgets {
  private static final int FILE_LINES = 250;
  private static final int TEST_FILE_LINES = 400;
  private static final int METHOD_LINES = 30;
  private static final int VERTICLE_LINES = 80;
  private static final int ARGUMENTS = 7;
  private static final int TYPES = 12;
  private static final int DOORS = 3;

  private final List<String> violations = new ArrayList<>();
  private final Map<String, Integer> types = new TreeMap<>();
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

  static List<String> checkTests(List<Path> files) {
    Budgets budgets = new Budgets();
    for (Path file : files) {
      budgets.limit(file.getFileName() + ": lines", lines(file), TEST_FILE_LINES);
    }
    return budgets.violations;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long lines(Path file) {
    return read(file).lines().count();
  }

  private void checkFile(CompilationUnitTree unit, SourcePositions positions) {
    Path file = Path.of(unit.getSourceFile().toUri());
    String name = file.getFileName().toString();
    limit(
        name + ": lines",
        lines(file),
        name.endsWith("Verticle.java") ? VERTICLE_LINES : FILE_LINES);
    String packageName = String.valueOf(unit.getPackageName());
    for (Tree type : unit.getTypeDecls()) {
      types.merge(packageName, isException((ClassTree) type) ? 0 : 1, Integer::sum);
      if (type.getKind() == Tree.Kind.CLASS) {
        doors.merge(packageName, isDoor((ClassTree) type) ? 1 : 0, Integer::sum);
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
          node.getParameters().forEach(given -> checkBundle(where, given, owner));
        }
        return super.visitMethod(node, owner);
      }
    }.scan(unit, null);
  }

  /** A record of the class's own that its constructor does not keep was made for its arguments. */
  private void checkBundle(String where, VariableTree given, ClassTree owner) {
    String type = String.valueOf(given.getType());
    boolean own = members(owner, Tree.Kind.RECORD).anyMatch(r -> isNamed((ClassTree) r, type));
    boolean kept =
        members(owner, Tree.Kind.VARIABLE)
            .anyMatch(f -> type.equals(String.valueOf(((VariableTree) f).getType())));
    if (own && !kept) {
      violations.add(where + ": the record " + type + " only bundles arguments");
    }
  }

  private static Stream<? extends Tree> members(ClassTree owner, Tree.Kind kind) {
    return owner.getMembers().stream().filter(member -> member.getKind() == kind);
  }

  private static boolean isNamed(ClassTree type, String name) {
    return name.equals(type.getSimpleName().toString());
  }

  private static boolean isDoor(ClassTree type) {
    boolean open = type.getModifiers().getFlags().contains(Modifier.PUBLIC);
    return open && !isException(type);
  }

  private static boolean isException(ClassTree type) {
    return String.valueOf(type.getExtendsClause()).endsWith("Exception");
  }

  private void checkPackages() {
    types.forEach(
        (name, n) -> {
          if (!name.startsWith("dev.carillon.contract")) {
            limit(name + ": types in one package", n, TYPES);
          }
        });
    doors.forEach(
        (name, n) -> {
          if (!name.startsWith("dev.carillon.async")
              && !name.equals("dev.carillon.text")
              && !name.endsWith(".api")) {
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
