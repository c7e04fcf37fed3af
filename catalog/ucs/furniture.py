"""Words that say how a sound was made or how big it is, not what it is: they weigh little in a suggestion."""

# Joining words: no weight at all.
_JOINING = """
the a an of and with in on at to from by for or into is it its as over under through no not id las los del
der die das und les des de la le en et du un une qu
"""

_SIZE_STRENGTH_SPEED_DISTANCE_NUMBER = """
long short distant distance close near far large small big little tiny huge heavy light medium massive hard
soft strong weak gentle fast slow quick rapid low high loud quiet deep wide full various multiple several
single one two three four five double triple many few some all more very extra
"""

_CHARACTER = """
dry wet bright dark clean dirty old new nice calm harsh sharp smooth rough steady busy simple complex
positive negative custom typical general common original different similar real automatic
"""

_HOW_IT_WAS_MADE = """
design designed designer layer layered processed source raw interior exterior indoor outdoor inside outside
int ext mono stereo mic microphone take version variation var alt loop looped looping loopable seamless
oneshot recording recorded misc item asset library pack vol volume part set update up down out off again
sound sounds effect effects sfx fx audio noise ambient ambience atmos atmosphere mid hi group level start
stop end
"""

_KOREAN = """
소리 사운드 효과음 음향 효과 음 느린 느리게 빠른 빠르게 긴 짧은 큰 작은 강한 강하게 약한 약하게 세게
가까운 먼 멀리 가까이 낮은 높은 조용한 시끄러운 여러 다양한 낡은 오래된 새 실내 실외 내부 외부 안에서 밖에서
루프 반복 녹음 원본 버전 나는 하는 내는 치는 듣는 들리는 있는 위 속 안 밖 앞 뒤 옆
"""

STOP_WORDS = frozenset(_JOINING.split())
FURNITURE_EN = frozenset((_SIZE_STRENGTH_SPEED_DISTANCE_NUMBER + _CHARACTER + _HOW_IT_WAS_MADE).split())
FURNITURE_KO = frozenset(_KOREAN.split())
