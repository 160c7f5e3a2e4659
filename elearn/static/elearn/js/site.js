import { startFragments } from "./fragments.js";
import { startAutosave } from "./quiz/autosave.js";
import { startFocus } from "./quiz/focus.js";
import { startInPlace } from "./quiz/in-place.js";
import { startOrdering } from "./quiz/ordering.js";
import { startTimeLeft } from "./quiz/time-left.js";

startFragments();
startAutosave();
startInPlace();
startTimeLeft();
startOrdering();
startFocus();
