import { startFragments } from "./fragments.js";
import { startAutosave } from "./quiz/autosave.js";
import { startFocus } from "./quiz/focus.js";
import { startOrdering } from "./quiz/ordering.js";

startFragments();
startAutosave();
startOrdering();
startFocus();
