package uk.redress.policy;

import java.util.List;

/** A check of a policy folder that is made before it is deployed. A folder that fails any is not deployed. */
public interface FolderCheck {

    /** What is wrong with the folder, each a sentence that names the file, the place and the mend; empty if nothing. */
    List<String> problems(PolicyFolder folder);
}
