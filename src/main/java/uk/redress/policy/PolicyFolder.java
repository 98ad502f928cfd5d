package uk.redress.policy;

import java.util.Map;

/**
 * The files of a policy, as they are deployed together.
 *
 * @param name the folder's name, which is the tenant's id
 * @param policyYaml the text of {@code policy.yaml}
 * @param resources the diagrams and forms, the shared ones too: content by file name
 * @param letters the letters' templates: content by the kind of letter, which is the file's name without its ending
 * @param examples the text of {@code examples.yaml}; null where there is none
 */
public record PolicyFolder(
        String name, String policyYaml, Map<String, byte[]> resources, Map<String, String> letters, String examples) {

    /** A folder without examples. */
    public PolicyFolder(String name, String policyYaml, Map<String, byte[]> resources, Map<String, String> letters) {
        this(name, policyYaml, resources, letters, null);
    }
}
