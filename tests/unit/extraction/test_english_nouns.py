"""What English counts count: the head noun with its modifiers, the names of units, and numbers whose noun is elsewhere."""

from datetime import date

import pytest

from transforms.extraction.extract import extract
from transforms.records import Fact

CASES = """
Rescuers pulled 14 badly injured miners from the shaft. | 14 badly injured miners
The museum owns 90,000 hand-painted porcelain figures. | 90000 hand-painted porcelain figures
The ferry carried 212 passengers and 18 crew. | 212 passengers; 18 crew
Police seized 46 unregistered semi-automatic rifles and 2,300 rounds. | 46 unregistered semi-automatic rifles; 2300 rounds
The port handled 1.2 million twenty-foot containers last year. | 1200000 twenty-foot containers
Officials counted 63 confirmed and 112 suspected cases. | 63 cases; 112 suspected cases
Some 4,500 mostly elderly residents were moved to shelters. | 4500 mostly elderly residents
The chain will close 70 stores and cut 1,100 jobs. | 70 stores; 1100 jobs
The bakery turns out 12,000 loaves a day. | 12000 loaves
The airline flies 38 Embraer jets and eight ATR turboprops. | 38 Embraer jets; 8 ATR turboprops
The court heard 27 witnesses over nine days. | 27 witnesses
The team has won 11 straight home games. | 11 straight home games
The network reaches 5.6 million broadband customers. | 5600000 broadband customers
She hit 23 home runs and drove in 71 runs. | 23 home runs; 71 runs
The city planted 8,000 trees, 2,000 shrubs and 300 hedges. | 8000 trees; 2000 shrubs; 300 hedges
The show drew 9.4 million viewers, 1.1 million fewer than last year. | 9400000 viewers; 1100000 viewers
The orchard yields 40 different kinds of pears. | 40 different kinds
The firm delivered 52,000 electric vehicles in the quarter. | 52000 electric vehicles
More than 600 Afghan and Iraqi interpreters have applied. | 600 Afghan and Iraqi interpreters
The law affects 3 million low-wage workers. | 3000000 low-wage workers
The school has 840 pupils aged 11 to 16. | 840 pupils; 11 to 16 a
Nearly 2,000 people attended, twice as many as expected. | 2000 people
The union represents 32,000 rail and bus workers. | 32000 rail and bus workers
At least 19 civilians, including four children, were killed. | 19 civilians; 4 children
Only 7 of the 31 wells still produce. | 7 wells; 31 wells
The album sold 2.3m copies worldwide. | 2300000 copies
Volunteers collected 5,200 bags of rubbish from beaches. | 5200 bags of rubbish
The warehouse stores 30,000 cases of wine. | 30000 cases of wine
The tunnel has 12 emergency exits. | 12 emergency exits
The factory can make 1,500 cars a week. | 1500 cars
The bank employs 45,000 people in 30 countries. | 45000 people; 30 countries
The party won 119 of 338 seats. | 119 seats; 338 seats
He took six wickets for 42 runs. | 6 wickets; 42 runs
It received 1,120 bids from 48 companies. | 1120 bids; 48 companies
The company has 240 patents pending. | 240 patents
Turnout reached 64.2 percent, with 2.1 million votes cast. | 64.2 %; 2100000 votes
The festival expects 70,000 visitors per day. | 70000 visitors
The government bought 12 Black Hawk helicopters. | 12 Black Hawk helicopters
The hospital has 400 beds, 38 of them in intensive care. | 400 beds; 38 beds
The league added four expansion teams. | 4 expansion teams
The zoo bred 17 cubs and a dozen chicks. | 17 cubs; 12 chicks
The drugmaker shipped 25 million doses of vaccine. | 25000000 doses of vaccine
The army lost 43 main battle tanks. | 43 main battle tanks
Firefighters saved 90 homes; 14 were destroyed. | 90 homes; 14 homes
The ship can hold 3,600 cars and 200 lorries. | 3600 cars; 200 lorries
The fund holds 18 US and European tech stocks. | 18 US and European tech stocks
The parish has 5 churches, 2 schools and a library. | 5 churches; 2 schools
The survey asked 1,004 adults in all 50 states. | 1004 adults; 50 states
The council approved 350 affordable flats. | 350 affordable flats
The site covers 17 football pitches. | 17 football pitches
The ministry reported 5,871 new COVID-19 infections and 45 deaths. | 5871 infections; 45 deaths
The plant recycles 3 billion plastic bottles annually. | 3000000000 plastic bottles
The studio released 6 films, 4 of which flopped. | 6 films; 4 films
The council received 212 complaints in 2021 and 180 in 2020. | 212 complaints; 180 complaints
The jury of seven women and five men began talks. | 7 women; 5 men
The startup has 85 full-time staff. | 85 full-time staff
The search covers 1,200 sq miles. | 1200 [mi_i]2
They walked 500 miles in 31 days. | 500 [mi_i]
The sale of 4,000 acres raised $12 million. | 4000 [acr_us]; 12000000 USD
The ship is 330 metres long and weighs 220,000 tons. | 330 m; 220000 t
The firm has 20,000 subscribers to its 15 newsletters. | 20000 subscribers; 15 newsletters
The 12 jurors deliberated for 4 hours. | 12 jurors
Hospitals treated 310 people for burns. | 310 people
Exports of 3,000 head of cattle were cancelled. | 3000 head of cattle
A convoy of 60 aid trucks crossed. | 60 aid trucks
It took 14 attempts to pass. | 14 attempts
The lottery paid 7 winners $3 million each. | 7 winners; 3000000 USD
The village of 350 people lost 40 houses. | 350 people; 40 houses
The test found 4 nanograms per millilitre. | 4 ng/mL
The fund backed 200 start-ups and 14 spin-offs. | 200 start-ups; 14 spin-offs
Police logged 61 break-ins and 18 hold-ups. | 61 break-ins; 18 hold-ups
The rally had 300 stand-ins, 12 passers-by and two runners-up. | 300 stand-ins; 12 passers-by; 2 runners-up
The state has 63 confirmed and 112 suspected cases. | 63 cases; 112 suspected cases
It hired 40 full-time and 25 part-time workers. | 40 workers; 25 part-time workers
He holds 6 British and two Canadian patents. | 6 patents; 2 Canadian patents
The plant has 14 old and noisy turbines. | 14 old and noisy turbines
The drug cut cholesterol to 180 milligrams per decilitre. | 180 mg/dL
The army has 310 tanks and 95 self-propelled guns. | 310 tanks; 95 self-propelled guns
It made 40 lay-offs. | 40 lay-offs
He won 3 by-elections. | 3 by-elections
The ship has 2 on-board clinics. | 2 on-board clinics
The state hired 14 off-duty officers and 9 in-house lawyers. | 14 off-duty officers; 9 in-house lawyers
It has 30 all-weather pitches and 12 non-executive directors. | 30 all-weather pitches; 12 non-executive directors
Twelve non-stop flights leave daily. | 12 non-stop flights
The firm has 3 on-site canteens. | 3 on-site canteens
He is 41 and his two brothers are bakers. | 41 a
The charge on 14 by-products was dropped. | 14 by-products
Of those, 12 died and 30 injured people were flown out. | 12 people; 30 injured people
Some 500 US troops and 14 US diplomats left. | 500 US troops; 14 US diplomats
It needs 12 take-offs and 40 hand-outs. | 12 take-offs; 40 hand-outs
Only 3 US states did. | 3 US states
It gave 12 to us and 3 US firms. | 3 US firms
The state lottery sold 41 million scratch cards in May. | 41000000 scratch cards
Some 1,900 UN peacekeepers and 350 IT contractors are based there. | 1900 UN peacekeepers; 350 IT contractors
The sheriff released 27 low-risk inmates on Friday. | 27 low-risk inmates
Paramedics treated 16 bystanders and two off-duty firefighters. | 16 bystanders; 2 off-duty firefighters
The tribunal upheld 48 minor and 6 major complaints. | 48 complaints; 6 major complaints
She owns 14 racehorses, 3 of them unbeaten. | 14 racehorses; 3 racehorses
The region counted 320 wildfires, 74 of which were arson. | 320 wildfires; 74 wildfires
The cooperative exports 600 tonnes of cashews to 12 countries. | 600 t; 12 countries
Its 5 new-build tankers cost $80 million apiece. | 5 new-build tankers; 80000000 USD
The academy trained 2,200 female and 900 male recruits. | 2200 recruits; 900 male recruits
More than 40 US and Canadian mining firms bid. | 40 US and Canadian mining firms
A total of 118 walk-outs hit 31 plants. | 118 walk-outs; 31 plants
The harbour can take 9 deep-draught vessels. | 9 deep-draught vessels
The agency fined 63 licence holders. | 63 licence holders
About 7,000 well-wishers lined the route. | 7000 well-wishers
The theatre has 1,250 seats and 11 private boxes. | 1250 seats; 11 private boxes
The charity housed 480 homeless families. | 480 homeless families
The tally stood at 31 arrests and 7 injured officers. | 31 arrests; 7 injured officers
The reserve has 82 white rhinos and 1,400 antelope. | 82 white rhinos; 1400 antelope
The chairman gave 16 interviews in 3 languages. | 16 interviews; 3 languages
The exchange lists 742 small-cap shares. | 742 small-cap shares
The rail firm cut 36 off-peak trains. | 36 off-peak trains
The clinic tested 5,300 volunteers with 14 different vaccines. | 5300 volunteers; 14 different vaccines
The group opened 4 call centres and 2 data centres. | 4 call centres; 2 data centres
Voters will choose 150 lower-house lawmakers. | 150 lower-house lawmakers
Some 60 heavily armed men stormed the post. | 60 heavily armed men
The firm leases 220 aircraft to 57 carriers. | 220 aircraft; 57 carriers
He bagged 9 goals and 13 assists. | 9 goals; 13 assists
The insurer settled 18,700 storm-related claims. | 18700 storm-related claims
The committee received 65,000 written comments. | 65000 written comments
About 200 pro-government marchers gathered. | 200 pro-government marchers
They planted 15 by-pass valves and 2 shut-off taps. | 15 by-pass valves; 2 shut-off taps
The valley lost 6,000 fruit trees to frost. | 6000 fruit trees
The brewer makes 28 million hectolitres a year. | 28000000 hL/a
At 14 ohms the fuse melts. | 14 Ohm
The spring tide rose 4 fathoms. | 4 [fth_i]
The sachet has 95 calories. | 95 [Cal]
Shares shed 24 sen to close at RM4.16. | 0.24 MYR; 4.16 MYR
It paid 2.1 billion ($310 million) for the stake. | 2100000000 ?; 310000000 USD
The strike grounded 1,100 flights and stranded 130,000 travellers. | 1100 flights; 130000 travellers
The show won 7 Olivier awards. | 7 Olivier awards
The dam displaced 23 villages and 18,000 smallholders. | 23 villages; 18000 smallholders
The patrol found 19 abandoned boats. | 19 abandoned boats
The bank's 3,100 branches serve 44 million clients. | 3100 branches; 44000000 clients
The study tracked 512 left-handed pupils. | 512 left-handed pupils
Investigators seized 14 laptops, 9 hard drives and 42 phones. | 14 laptops; 9 hard drives; 42 phones
The pact covers 27 member states. | 27 member states
The colony has 90 breeding pairs. | 90 breeding pairs
The crash left 14 dead and 30 injured. | 14 people; 30 people
A landslide left six missing, with 12 homes buried. | 6 people; 12 homes
Some 480 WHO staff and 90 US marines arrived. | 480 WHO staff; 90 US marines
The council let 200 start-up firms and 35 run-down shops. | 200 start-up firms; 35 run-down shops
It sank with 9 aboard. | 9 people
The firm trained 60 well-paid engineers and 15 up-and-coming managers. | 60 well-paid engineers; 15 up-and-coming managers
The region has 70 by-roads. | 70 by-roads
The fleet has 8 US-built frigates. | 8 US-built frigates
Nurses at 19 stand-alone clinics struck. | 19 stand-alone clinics
The paper has 12 regional and 4 national editions. | 12 editions; 4 national editions
The firm sold 30 French and 45 Dutch outlets. | 30 outlets; 45 Dutch outlets
The choir has 40 young and talented singers. | 40 young and talented singers
The net takes 1,300 cod a day. | 1300 cod
She spoke to 9 arrested students. | 9 arrested students
The site employs 210 full-time and 80 part-time staff. | 210 staff; 80 part-time staff
The drug trial enrolled 36 left-handed and 40 right-handed men. | 36 men; 40 right-handed men
They found 3 closed shafts. | 3 closed shafts
The tyres hold 35 psi and the fuse 12 ohms. | 35 [psi]; 12 Ohm
The guard averaged 21.4 ppg. | 21.4 {point}/{game}
Life expectancy in the province is now 77 thanks to cleaner water. | 77 a
The share gained 7 sen to RM1.12. | 0.07 MYR; 1.12 MYR
The price was cut by 40 satang. | 0.4 THB
A 12,000 to 15,000 year-old cave was dated. | 12000 to 15000 a
There were 22 no-shows and 130 walk-ins. | 22 no-shows; 130 walk-ins
The storm left 14 dead, 30 missing and 5 lost hikers. | 14 people; 30 people; 5 lost hikers
It issued 40 work permits and had 5 hit songs. | 40 work permits; 5 hit songs
Of the voters asked, 57 voted for change. | 57 people
The net worth stands at 1.356 billion ($1.762bn). | 1356000000 ?; 1762000000 USD
Sales were 34.0 billion euros, against 20.7 billion ($22 billion). | 34000000000 EUR; 20700000000 EUR; 22000000000 USD
The bid values it at 4bn ($5bn), up from 3bn ($4bn). | 4000000000 ?; 5000000000 USD; 3000000000 ?; 4000000000 USD
Sales were €3bn ($4bn), against 2bn ($3bn). | 3000000000 EUR; 4000000000 USD; 2000000000 EUR; 3000000000 USD
Life expectancy rose by 20 years to 71. | 71 a
BREAKING: 12 KILLED, 40 INJURED IN TRAIN CRASH | 12 people; 40 people
AAPL $182.31 (+1.2%), MSFT $402.10 (-0.4%) | 182.31 USD; 1.2 %; 402.1 USD; -0.4 %
The beam is 1e400 dollars wide, and the relay is 4x100m. | -
The bill is 1 000 000 € for 10 000 people. | 1000000 EUR; 10000 people
Some 400 737 Max jets are parked. | 400 ?; 737 Max jets
Call 020 123 456 or 1 800 555 0199. | -
She bowled a twenty-twenty spell. | -
The kit has two LED lamps and 3 AI tools. | 2 LED lamps; 3 AI tools
Some 1.5-2.0 million people came. | 1500000 to 2000000 people
Some 300-400 guests and 5–7 vans came. | 300 to 400 guests; 5 to 7 vans
The 1,200–1,400 jobs are safe. | 1200 to 1400 jobs
They won 5-7 and a 12-8 vote; a 2021-22 accounts gap. | -
On pages 12-15 readers learn more. | -
A 2,800-square-foot home on a 40-square-mile lake. | 2800 [ft_i]2; 40 [mi_i]2
The 10-in-one tool has a 5-in pipe; one-in-three fail. | 5 [in_i]
Deaths 1,203 (+12); cases 45,300. | 1203 deaths; 45300 cases
Rates are at three-and-a-half percent. | 3.5 %
"""
"""A sentence, then its figures: the value, then the noun of a count, the code of another unit, or `?`; `-`: none."""


def shown(fact: Fact) -> str:
    """`12 jurors`, `4 km`, `2 to 3 t`."""
    assert fact.value is not None
    top = f" to {fact.value_max.normalize():f}" if fact.value_max is not None else ""
    return f"{fact.value.normalize():f}{top} {fact.unit_text if fact.unit == '1' else fact.unit or '?'}"


@pytest.mark.parametrize("case", CASES.strip().splitlines())
def test_figures_have_their_nouns_and_units(case: str) -> None:
    text, expected = case.split(" | ")
    rows = extract(text, date(2022, 6, 15))
    assert ("; ".join(shown(row) for row in rows if row.kind != "date") or "-") == expected
    assert all(text[row.start : row.end] == row.exact for row in rows)


RATES = [
    ("The bank cut its key rate 50 basis points.", "down"),
    ("Fed lifts rates 25 bps.", "up"),
    ("It kept the gap to the key rate 50 basis points wide.", None),
]


@pytest.mark.parametrize(("text", "direction"), RATES)
def test_what_moves_a_rate_is_said_before_it(text: str, direction: str | None) -> None:
    (row,) = extract(text, None)
    assert (row.unit, row.direction) == ("[pp]", direction)
