package io.tappass.policy.repository;

import io.tappass.policy.value.Ids;
import java.util.List;

/** What the layout makes of a path. */
sealed interface Place {

  /** {@code tappass.yaml}. */
  record Root() implements Place {}

  /** A file in the directory of the org, a project, an agent, a pack or the library. */
  record Level(Owner owner, List<String> ids, String directory, String rest) implements Place {}

  /** {@code vocabulary/<section>/data.yaml}. */
  record VocabularyFile(String section) implements Place {}

  /** {@code runtimes/<id>.yaml}. */
  record RuntimeFile(String id) implements Place {}

  /** Nothing of TapPass's. */
  record Outside() implements Place {}

  /** A directory that should be an id and is none. */
  record BadId(String segment) implements Place {}

  /** A file without a meaning at its place. */
  record Unknown(String hint) implements Place {}

  /** Whose directory a {@link Level} file is in. */
  enum Owner {
    ORG,
    LIBRARY,
    PROJECT,
    AGENT,
    PACK
  }

  /** The place of {@code path}. */
  static Place of(String path) {
    if (path.equals("tappass.yaml")) {
      return new Root();
    }
    String[] segments = path.split("/", -1);
    return switch (segments[0]) {
      case "tappass" -> path.endsWith(".md") ? new Outside() : tappass(segments);
      case "vocabulary" -> path.endsWith(".md") ? new Outside() : vocabulary(segments);
      case "runtimes" -> path.endsWith(".md") ? new Outside() : runtimes(segments);
      default -> new Outside();
    };
  }

  private static Place tappass(String[] segments) {
    String area = segments.length > 2 ? segments[1] : "";
    return switch (area) {
      case "org" -> level(Owner.ORG, segments, 2);
      case "lib" -> level(Owner.LIBRARY, segments, 2);
      case "projects" -> {
        boolean isAgent = segments.length > 5 && segments[3].equals("agents");
        boolean isLoose = segments.length > 3 && segments[3].equals("agents") && !isAgent;
        if (segments.length < 4 || isLoose) {
          yield new Unknown("Files stand in the directory of a project or of an agent");
        }
        yield isAgent ? level(Owner.AGENT, segments, 5) : level(Owner.PROJECT, segments, 3);
      }
      case "packs" ->
          segments.length < 5
              ? new Unknown("Files of a pack stand in the directory of a version, as v1_2_0")
              : level(Owner.PACK, segments, 4);
      default -> new Unknown("Below tappass/ are org, lib, projects and packs");
    };
  }

  private static Place level(Owner owner, String[] segments, int from) {
    List<String> all = List.of(segments);
    List<String> ids =
        switch (owner) {
          case ORG, LIBRARY -> List.of();
          case PROJECT -> List.of(segments[2]);
          case AGENT -> List.of(segments[2], segments[4]);
          case PACK -> List.of(segments[2], segments[3]);
        };
    for (String directory : all.subList(2, segments.length - 1)) {
      if (!Ids.isId(directory)) {
        return new BadId(directory);
      }
    }
    return new Level(
        owner,
        ids,
        String.join("/", all.subList(0, from)),
        String.join("/", all.subList(from, segments.length)));
  }

  private static Place vocabulary(String[] segments) {
    List<String> sections = List.of("tools", "capabilities", "concerns", "categories", "functions");
    if (segments.length == 3 && sections.contains(segments[1]) && segments[2].equals("data.yaml")) {
      return new VocabularyFile(segments[1]);
    }
    return new Unknown(
        "The vocabulary is vocabulary/<section>/data.yaml, section one of "
            + String.join(", ", sections));
  }

  private static Place runtimes(String[] segments) {
    if (segments.length != 2 || !segments[1].endsWith(".yaml")) {
      return new Unknown("A runtime is runtimes/<id>.yaml");
    }
    String id = segments[1].substring(0, segments[1].length() - ".yaml".length());
    return Ids.isId(id) ? new RuntimeFile(id) : new BadId(id);
  }
}
