package uk.redress.policy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/** Reads the policy folders: from the file system where they are there, else from the jar. */
@Component
class PolicyFolders {

    private static final String COMMON = "common";

    private final PathMatchingResourcePatternResolver resolver = new PathMatchingResourcePatternResolver();
    private final PolicySettings settings;

    PolicyFolders(PolicySettings settings) {
        this.settings = settings;
    }

    /** Each folder that has a {@code policy.yaml}, in the order of their names. */
    List<PolicyFolder> read() {
        String processes = root(settings.processes(), "processes");
        String forms = root(settings.forms(), "forms");
        Map<String, byte[]> shared = new TreeMap<>();
        shared.putAll(files(processes + COMMON, ".bpmn", ".dmn"));
        shared.putAll(files(forms + COMMON, ".form"));
        List<PolicyFolder> folders = new ArrayList<>();
        for (Resource yaml : find(processes + "*/policy.yaml")) {
            String name = folderName(yaml);
            Map<String, byte[]> resources = new TreeMap<>(shared);
            resources.putAll(files(processes + name, ".bpmn", ".dmn"));
            resources.putAll(files(forms + name, ".form"));
            Map<String, String> letters = new TreeMap<>();
            letters.putAll(templates(processes + COMMON + "/letters"));
            letters.putAll(templates(processes + name + "/letters"));
            byte[] examples = files(processes + name, "examples.yaml").get("examples.yaml");
            folders.add(new PolicyFolder(
                    name,
                    text(yaml),
                    resources,
                    letters,
                    examples == null ? null : new String(examples, StandardCharsets.UTF_8)));
        }
        return folders;
    }

    private String root(Path folder, String inJar) {
        return Files.isDirectory(folder) ? folder.toUri().toString() : "classpath*:" + inJar + "/";
    }

    private Map<String, String> templates(String folder) {
        Map<String, String> templates = new TreeMap<>();
        files(folder, ".html")
                .forEach((name, content) -> templates.put(
                        name.substring(0, name.length() - ".html".length()),
                        new String(content, StandardCharsets.UTF_8)));
        return templates;
    }

    private Map<String, byte[]> files(String folder, String... endings) {
        Map<String, byte[]> files = new TreeMap<>();
        for (String ending : endings) {
            for (Resource file : find(folder + "/*" + ending)) {
                files.put(file.getFilename(), bytes(file));
            }
        }
        return files;
    }

    private Resource[] find(String pattern) {
        try {
            return resolver.getResources(pattern);
        } catch (FileNotFoundException none) {
            return new Resource[0];
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + pattern, e);
        }
    }

    private static String folderName(Resource yaml) {
        try {
            String[] path = yaml.getURL().getPath().split("/");
            return path[path.length - 2];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Resource file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Resource file) {
        try {
            return file.getContentAsByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file.getDescription(), e);
        }
    }
}
