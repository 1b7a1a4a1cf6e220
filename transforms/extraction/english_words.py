"""Closed word classes of English that several rules of the grammar share. All lower case."""

from typing import Final

from transforms.extraction.tokens import Splitting


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SPLITTING: Final = Splitting(
    abbreviations=_set(
        "mr mrs ms messrs dr prof rev hon st mt gen lt col maj capt sgt cpl adm brig gov sen rep reps sens pres jan feb mar apr jun "
        "jul aug sep sept oct nov dec no nos vs approx est ft v fig figs eq sq cu rs ca cf al vol pp ave blvd rd fr jr mk"
    ),
    either=_set("inc corp co ltd plc bros llc u.s u.k etc p.m a.m d.c"),
    starters=_set(
        "the a an it its he she they we i you this that these those his her their our in on at as by for from with after before since "
        "but and or if while when although though despite however meanwhile earlier later last next some many most more all both "
        "according analysts officials police prices shares sales exports imports president prime total mr mrs ms"
    ),
)

PREPOSITIONS: Final = _set(
    "of in on at by for from to with without within into onto over under above below about around after before during since until "
    "till against between among amid across along through throughout via per despite towards toward upon off near beyond behind "
    "beside besides inside outside like unlike than as except including excluding versus vs past"
)
CONJUNCTIONS: Final = _set(
    "and or but nor so yet while whereas although though because if unless when where whether that which who whom whose"
)
PRONOUNS: Final = _set(
    "i you he she it we they me him us them this that these those my your his her its our their mine yours hers ours theirs himself "
    "herself itself themselves what whatever someone anyone everyone nobody something anything everything nothing there here"
)
DETERMINERS: Final = _set("the a an each every either neither both all any some no another such")
AUXILIARIES: Final = _set(
    "is are was were be been being am has have had having do does did will would shall should can could may might must ought "
    "isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't shouldn't"
)
ADVERBS: Final = _set(
    "not never also only just still already even ever again soon now then yesterday today tomorrow tonight once twice later earlier "
    "ago away back down up out together alone instead respectively apiece overall abroad annually daily monthly weekly yearly "
    "altogether too very well however meanwhile therefore thus perhaps maybe almost nearly roughly approximately else apart ahead"
)
CLOSED: Final = PREPOSITIONS | CONJUNCTIONS | PRONOUNS | DETERMINERS | AUXILIARIES | ADVERBS
"""Words that end a noun phrase."""

VERBS: Final = _set(
    "said says say told died dies die killed kill injured wounded hurt survived survive fled flee remained remain arrived arrive voted "
    "vote took take taken made make went gone go came come got get gave give given won lost lose rose risen rise fell fallen fall "
    "dropped jumped climbed grew grown grow shrank slid slipped gained surged soared tumbled plunged declined increased decreased "
    "reached reach hit stood stand left leave sold sell bought buy became become began begun begin began started start stopped stop "
    "ended end closed close opened open joined join followed follow showed shown show seen saw see know known knew think thought "
    "believed believe expected expect wanted want needed need tried try called call used use worked work lived live staged crossed "
    "marched gathered protested attended signed passed failed succeeded refused agreed returned landed sank drowned perished rammed "
    "traded trade carrying carried live arrested detained charged convicted evacuated displaced rescued missing feared dead aboard "
    "according due led held hold set put paid pay sent send brought bring met meet ran run faced face"
)
"""Frequent verbs and predicates: after a number they say that it has no noun of its own."""

IRREGULAR_PLURALS: Final = _set(
    "people men women children troops police personnel staff aircraft cattle sheep fish deer poultry livestock feet teeth mice geese "
    "oxen media data criteria phenomena spacecraft hovercraft offspring head crew seamen policemen policewomen firemen gunmen "
    "fishermen servicemen servicewomen businessmen businesswomen lawmakers congressmen congresswomen salesmen craftsmen workmen "
    "infantrymen militiamen tribesmen clergymen spokesmen postmen crewmen airmen marines rank-and-file dead wounded injured missing "
    "homeless unemployed migrants teu barrels-of-oil-equivalent"
)
NOT_PLURAL: Final = _set(
    "this was is has his its us thus plus less unless across always perhaps yes as news politics economics physics mathematics athletics "
    "besides towards afterwards sometimes whereas does hers ours theirs yours gas bus virus crisis basis analysis campus census "
    "consensus status bonus focus surplus nexus versus press congress business access process progress success stress cross loss mass "
    "class glass pass boss grass address express wireless various previous serious religious numerous famous dangerous "
    "mysterious continuous says goes takes makes gives gets shows overseas texas paris brussels athens kansas arkansas illinois"
)
PEOPLE: Final = _set(
    "people men women children boys girls students workers soldiers troops civilians residents passengers migrants refugees adults "
    "pupils patients babies infants toddlers teenagers employees citizens americans europeans those anyone everyone players "
    "girls kids youths youngsters persons drivers voters viewers users women men victims them person child adult"
)
TIME_UNITS: Final = _set(
    "second seconds minute minutes hour hours hr hrs day days night nights week weeks weekend weekends fortnight fortnights month months "
    "year years yr yrs decade decades century centuries quarter quarters semester semesters season seasons millennium millennia "
    "mins secs sec min millisecond milliseconds generation generations weekday weekdays"
)
MONTHS: Final = _set(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec"
)
WEEKDAYS: Final = _set("monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun")

NAMING: Final = _set(
    "article articles section sections clause clauses paragraph paragraphs chapter chapters page pages volume volumes annex appendix table "
    "tables figure figures fig part step phase stage level tier grade class category type group version release season episode series "
    "act bill law rule rules title schedule protocol resolution directive decree order regulation convention amendment proposition "
    "operation mission flight route interstate highway motorway road street avenue junction exit gate pier platform terminal runway "
    "room suite floor apartment flat building block unit reactor camp sector zone area district ward precinct region line bus train "
    "channel number no nos model mark mk type formula round game match lap heat race week day hole lane seed vitamin omega "
    "windows android ios macos python java iphone ipad galaxy pixel playstation xbox boeing airbus apollo soyuz falcon shenzhou chapter "
    "expo vision agenda horizon olympics games cup euro fortune nasdaq stoxx dax cac ftse nikkei russell ibex topix kospi s&p sensex "
    "nifty psalm verse genesis pope psalms catch studio blink opus symphony sonata concerto size appendix exhibit item lot plan "
    "division company battalion regiment brigade squadron corps fleet core generation gen web covid sars carbon uranium plutonium "
    "cesium caesium strontium iodine magnitude category page windows exits question point option scenario track volume psalm"
)
"""Words that a number names rather than counts: `Article 50`, `page 17`, `Boeing 737`."""
